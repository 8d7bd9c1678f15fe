"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useEffect, useRef } from "react";
import { cx } from "@/components/ui/cx";
import type { PreviewResult } from "@/lib/contracts/preview";
import { formatInstant } from "@/lib/format/time";
import { formatValue } from "@/lib/format/value";
import {
  cellOf,
  cellSource,
  cellStatus,
  isNumericType,
  type ResultColumn,
  statusWord,
} from "./result-columns";

/** Row and column of the cell that the keyboard is on; the column counts as shown. */
export interface GridPlace {
  row: number;
  column: number;
}

const ROW_PX = 32;
const HEAD_PX = 46;
const OVERSCAN = 8;
const PAGE_ROWS = 12;

/** The rows in view of a result, as a grid: arrow keys move from cell to cell, Enter or a click looks into one. */
export function ResultGrid({
  result,
  columns,
  place,
  onPlace,
  onOpen,
  isOpen,
  label,
  now,
}: {
  result: PreviewResult;
  columns: readonly ResultColumn[];
  place: GridPlace;
  onPlace: (place: GridPlace) => void;
  onOpen: (place: GridPlace) => void;
  /** Whether the inspector is open: the cell is then marked even without the focus. */
  isOpen: boolean;
  label: string;
  now: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const takeFocus = useRef(false);
  const virtualizer = useVirtualizer({
    count: result.rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD_PX,
  });
  // Whoever ran the preview had the focus on what is gone now: it goes to the rows.
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>("[data-place][tabindex='0']")?.focus({ preventScroll: true }),
    );
  }, []);
  useEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    virtualizer.scrollToIndex(place.row);
    const focus = () => cellAt(box.current, place)?.focus({ preventScroll: false });
    if (cellAt(box.current, place)) focus();
    else requestAnimationFrame(focus);
  }, [place, virtualizer]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onOpen(place);
      return;
    }
    const next = placeAfter(event.key, event.ctrlKey, place, result.rows.length, columns.length);
    if (!next) return;
    event.preventDefault();
    takeFocus.current = true;
    onPlace(next);
  };
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div
      ref={box}
      className={cx(
        "relative overflow-auto",
        isOpen ? "max-h-[max(240px,calc(100dvh-610px))]" : "max-h-[max(240px,calc(100dvh-300px))]",
      )}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are walked by keyboard
        role="grid"
        aria-label={label}
        aria-rowcount={result.row_count + 1}
        aria-colcount={columns.length}
        className="w-full border-separate border-spacing-0"
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <HeadCell key={column.index} column={column} result={result} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Space height={before} columns={columns.length} /> : null}
          {items.map((item) => (
            <GridRow
              key={item.key}
              result={result}
              columns={columns}
              row={item.index}
              column={item.index === place.row ? place.column : null}
              isOpen={isOpen}
              onOpen={onOpen}
              now={now}
            />
          ))}
          {after > 0 ? <Space height={after} columns={columns.length} /> : null}
        </tbody>
      </table>
    </div>
  );
}

function HeadCell({ column, result }: { column: ResultColumn; result: PreviewResult }) {
  const group = column.group === null ? null : result.groups[column.group];
  const detail = group
    ? [`${group.group}@v${group.version}`, column.unit].filter(Boolean).join(" · ")
    : column.role === "time"
      ? "UTC"
      : column.role === "key"
        ? "key"
        : "spine";
  return (
    <th
      scope="col"
      style={{ height: HEAD_PX }}
      className={cx(
        "sticky top-0 z-10 whitespace-nowrap border-line border-b bg-page px-2.5 font-normal",
        isNumericType(column.type) ? "text-right" : "text-left",
      )}
      data-tip={`${column.name}\n${column.type}`}
    >
      <span className="mono block text-second">{column.label}</span>
      <span className="block text-xs text-third">{detail}</span>
    </th>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  return (
    <tr>
      <td style={{ height }} colSpan={columns} />
    </tr>
  );
}

const GridRow = memo(function GridRow({
  result,
  columns,
  row,
  column: current,
  isOpen,
  onOpen,
  now,
}: {
  result: PreviewResult;
  columns: readonly ResultColumn[];
  row: number;
  /** The column that the keyboard is on, when it is in this row. */
  column: number | null;
  isOpen: boolean;
  onOpen: (place: GridPlace) => void;
  now: string;
}) {
  return (
    <tr aria-rowindex={row + 2} className="hover:bg-hover">
      {columns.map((column, index) => {
        const isCurrent = index === current;
        const { text, look, tip } = shownCell(result, row, column, now);
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its cells
          <td
            key={column.index}
            data-place={`${row}:${index}`}
            tabIndex={isCurrent ? 0 : -1}
            data-tip={tip}
            onClick={() => onOpen({ row, column: index })}
            style={{ height: ROW_PX }}
            className={cx(
              "max-w-80 cursor-default truncate whitespace-nowrap border-line border-b px-2.5 focus-visible:rounded-none focus-visible:outline-offset-[-2px]",
              isNumericType(column.type) && "text-right",
              isCurrent && isOpen && "outline-2 outline-accent outline-solid outline-offset-[-2px]",
              look,
            )}
          >
            {text}
          </td>
        );
      })}
    </tr>
  );
});

const STATUS_LOOKS = {
  NULL_VALUE: "text-third",
  NOT_FOUND: "text-third italic",
  OUTSIDE_MAX_AGE: "text-third underline decoration-dotted underline-offset-3",
} as const;

const STATUS_TIPS = {
  NULL_VALUE: "NULL_VALUE: the newest row holds no value",
  NOT_FOUND: "NOT_FOUND: no row at or before this time, or the row has no key or time",
  OUTSIDE_MAX_AGE: "OUTSIDE_MAX_AGE: the newest row is older than the TTL",
} as const;

const OVER_TIPS = {
  DELETED: "NOT_FOUND: the newest row at this time deletes",
  ENDED: "NOT_FOUND: the newest row had stopped being valid by this time",
} as const;

/** What a cell shows, its look and what hovering says: a value, or the word for why there is none. */
function shownCell(result: PreviewResult, row: number, column: ResultColumn, now: string) {
  const status = cellStatus(result, row, column);
  if (status !== null && status !== "PRESENT") {
    const state = cellSource(result, row, column)?.state ?? "NOT_FOUND";
    const tip = state === "DELETED" || state === "ENDED" ? OVER_TIPS[state] : STATUS_TIPS[status];
    return { text: statusWord(status, state), look: STATUS_LOOKS[status], tip };
  }
  const value = cellOf(result, row, column);
  if (column.masked)
    return { text: "•••", look: "text-third", tip: "Hidden: the feature carries a policy tag" };
  const shown = formatValue(value, column.type);
  if (column.type === "timestamp" && typeof value === "string") {
    return { text: formatInstant(value, now), look: "mono", tip: shown.exact };
  }
  const isShort =
    shown.kind === "text" || shown.kind === "bool" || shown.text.replace(/\s/g, "") === shown.exact;
  return {
    text: shown.text,
    look:
      shown.kind === "null" || shown.kind === "empty"
        ? "text-third"
        : column.role === "key"
          ? "mono"
          : undefined,
    tip: isShort ? undefined : shown.exact.slice(0, 400),
  };
}

function cellAt(box: HTMLElement | null, { row, column }: GridPlace): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-place="${row}:${column}"]`) ?? null;
}

/** Where a key leads in a grid of so many rows and columns (WAI-ARIA: grid); `null` for keys that move nothing. */
export function placeAfter(
  key: string,
  ctrl: boolean,
  { row, column }: GridPlace,
  rows: number,
  columns: number,
): GridPlace | null {
  const at = (nextRow: number, nextColumn: number) => ({
    row: Math.min(Math.max(nextRow, 0), rows - 1),
    column: Math.min(Math.max(nextColumn, 0), columns - 1),
  });
  switch (key) {
    case "ArrowUp":
      return at(row - 1, column);
    case "ArrowDown":
      return at(row + 1, column);
    case "ArrowLeft":
      return at(row, column - 1);
    case "ArrowRight":
      return at(row, column + 1);
    case "Home":
      return at(ctrl ? 0 : row, 0);
    case "End":
      return at(ctrl ? rows - 1 : row, columns - 1);
    case "PageUp":
      return at(row - PAGE_ROWS, column);
    case "PageDown":
      return at(row + PAGE_ROWS, column);
    default:
      return null;
  }
}
