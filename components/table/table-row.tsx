"use client";

import { memo } from "react";
import { CheckboxInput } from "@/components/ui/choice";
import { CellContent } from "./cell-content";
import { isRight, type TableColumn, type TableRow, textCell } from "./columns";

export interface RowViewProps {
  row: TableRow;
  index: number;
  columns: readonly TableColumn[];
  places: Record<string, string>;
  now: string;
  selectable: boolean;
  selected: boolean;
  onToggle: (index: number, range: boolean) => void;
  /** Where the row stands among all rows, counted from 1 and the header being 1; for long lists. */
  rowIndex?: number;
  measure?: (element: HTMLTableRowElement | null) => void;
}

/** One row: a line of a table, and on a phone a card of two lines (see globals.css). */
export const RowView = memo(function RowView(props: RowViewProps) {
  const { row, index, columns, places, now, selectable, selected, onToggle, rowIndex, measure } = props;
  const title = columns[0];
  return (
    <tr
      ref={measure}
      data-row={row.id}
      data-index={index}
      data-selected={selected || undefined}
      tabIndex={-1}
      aria-rowindex={rowIndex}
      aria-selected={selectable ? selected : undefined}
    >
      {selectable ? (
        <td data-phone="select">
          <CheckboxInput
            checked={selected}
            aria-label={`Select ${title ? textCell(row.cells[title.id]).text : row.id}`}
            onChange={(event) =>
              onToggle(index, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
            }
          />
        </td>
      ) : null}
      {columns.map((column) => (
        <td
          key={column.id}
          data-phone={places[column.id]}
          data-label={isRight(column) || column.kind === "bool" ? column.header : undefined}
          data-right={isRight(column) || undefined}
        >
          <CellContent column={column} row={row} now={now} />
        </td>
      ))}
    </tr>
  );
});
