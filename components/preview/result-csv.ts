import type { TableColumn, TableRow } from "@/components/table/columns";
import { downloadCsv } from "@/components/table/download-csv";
import type { PreviewResult } from "@/lib/contracts/preview";
import { cellOf, cellSource, cellStatus, type ResultColumn } from "./result-columns";

/**
 * The rows shown, under the names of the result. With `withSources` each feature is followed by its status, and each
 * group's last feature (each, where features have rows of their own) by the event time, created time and age of the row
 * that gave them.
 */
export function resultTable(
  result: PreviewResult,
  columns: readonly ResultColumn[],
  withSources: boolean,
): { columns: TableColumn[]; rows: TableRow[] } {
  const parts = columns.flatMap((column, index): Part[] => [
    {
      header: { id: column.name, header: column.name, kind: "value", valueType: column.type },
      cell: (row) => cellOf(result, row, column),
    },
    ...(withSources ? sourceParts(result, column, columns[index + 1]?.group !== column.group) : []),
  ]);
  return {
    columns: parts.map((part) => part.header),
    rows: result.rows.map((_, row) => ({
      id: String(row),
      cells: Object.fromEntries(parts.map((part) => [part.header.id, { value: part.cell(row) }])),
    })),
  };
}

/** Saves the rows as a CSV file, safe for spreadsheets (S7). */
export function downloadResult(
  result: PreviewResult,
  columns: readonly ResultColumn[],
  withSources: boolean,
) {
  const table = resultTable(result, columns, withSources);
  downloadCsv(withSources ? "preview-with-sources" : "preview", table.columns, table.rows);
}

interface Part {
  header: TableColumn;
  cell: (row: number) => ReturnType<typeof cellOf>;
}

function sourceParts(result: PreviewResult, column: ResultColumn, isLastOfGroup: boolean): Part[] {
  const index = column.group;
  if (index === null) return [];
  const text = (id: string, cell: Part["cell"], valueType = "string"): Part => ({
    header: { id, header: id, kind: "value", valueType },
    cell,
  });
  const status = text(`${column.name}__status`, (row) => cellStatus(result, row, column));
  const group = result.groups[index];
  const hasOwnRow = group?.nulls === "latest_non_null";
  if (!isLastOfGroup && !hasOwnRow) return [status];
  const name = hasOwnRow ? column.name : (group?.name ?? "");
  const source = (row: number) => cellSource(result, row, column);
  return [
    status,
    text(`${name}__event_time`, (row) => source(row)?.event_time ?? null),
    text(`${name}__created_time`, (row) => source(row)?.created_time ?? null),
    text(`${name}__age_ms`, (row) => source(row)?.age_ms ?? null, "float64"),
  ];
}
