import type { TableColumn, TableRow } from "./columns";

/** Saves rows as a CSV file. The writer is fetched with the first export. */
export async function exportRows(name: string, columns: readonly TableColumn[], rows: readonly TableRow[]) {
  const { downloadCsv } = await import("./download-csv");
  downloadCsv(name, columns, rows);
}

/** The widths of the columns as they are on screen, in pixels. */
export function measuredWidths(box: HTMLElement | null): Record<string, number> {
  const heads = box?.querySelectorAll<HTMLElement>("th[data-column]") ?? [];
  return Object.fromEntries(
    [...heads].map((head) => [head.dataset.column ?? "", Math.round(head.offsetWidth)]),
  );
}
