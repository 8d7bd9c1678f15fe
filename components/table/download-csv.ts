import { tableCsv } from "./cell-text";
import type { TableColumn, TableRow } from "./columns";

/** Hands the rows to the browser as a file. A byte order mark first: Excel reads UTF-8 only with it. */
export function downloadCsv(name: string, columns: readonly TableColumn[], rows: readonly TableRow[]) {
  const url = URL.createObjectURL(
    new Blob(["\ufeff", tableCsv(columns, rows)], { type: "text/csv;charset=utf-8" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
