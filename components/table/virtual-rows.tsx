"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";
import type { TableRow } from "./columns";
import { RowView, type RowViewProps } from "./table-row";

const OVERSCAN = 6;

export interface VirtualRowsProps
  extends Pick<RowViewProps, "columns" | "places" | "now" | "selectable" | "onToggle"> {
  rows: readonly TableRow[];
  rowHeight: number;
  selection: Readonly<Record<string, true>>;
  box: RefObject<HTMLElement | null>;
  scrollTo: RefObject<((index: number) => void) | null>;
}

/** The rows in view of a long list, with empty space where the others would be. */
export function VirtualRows({ rows, rowHeight, selection, box, scrollTo, ...rowProps }: VirtualRowsProps) {
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollPaddingStart: 32,
  });
  useEffect(() => {
    scrollTo.current = (index) => virtualizer.scrollToIndex(index);
    return () => {
      scrollTo.current = null;
    };
  }, [virtualizer, scrollTo]);
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const span = rowProps.columns.length + (rowProps.selectable ? 1 : 0);
  return (
    <tbody>
      {before > 0 ? <Space height={before} span={span} /> : null}
      {items.map((item) => {
        const row = rows[item.index];
        if (!row) return null;
        return (
          <RowView
            key={row.id}
            {...rowProps}
            row={row}
            index={item.index}
            rowIndex={item.index + 2}
            selected={selection[row.id] === true}
            measure={virtualizer.measureElement}
          />
        );
      })}
      {after > 0 ? <Space height={after} span={span} /> : null}
    </tbody>
  );
}

function Space({ height, span }: { height: number; span: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
    <tr aria-hidden="true" data-space>
      <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
  );
}
