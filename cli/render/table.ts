import { printable, type Style } from "./style";

export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number | null;
}

const GAP = "  ";
const CELL_WIDTH_MIN = 8;

/**
 * Rows in aligned columns; a missing value is a dash. In a terminal the widest columns give way until a row fits.
 *
 * @param width of the terminal; `null` = nothing is shortened.
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { style, width }: { style: Style; width: number | null },
): string {
  const cells = rows.map((row) => columns.map((column) => cellText(column.value(row))));
  const titles = columns.map((column) => column.title);
  const widths = fitWidths(
    titles.map((title, i) =>
      Math.max(...[title, ...cells.map((row) => row[i] ?? "")].map((text) => text.length)),
    ),
    width,
  );
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => shorten(text, widths[i] ?? 0).padEnd(i === row.length - 1 ? 0 : (widths[i] ?? 0)))
      .join(GAP)
      .trimEnd();
  return [style.dim(line(titles)), ...cells.map(line)].map((text) => `${text}\n`).join("");
}

function cellText(value: string | number | null): string {
  return value === null || value === "" ? "-" : printable(String(value));
}

function fitWidths(widths: number[], limit: number | null): number[] {
  if (limit === null) return widths;
  const fitted = [...widths];
  const excess = () => fitted.reduce((sum, each) => sum + each, 0) + GAP.length * (fitted.length - 1) - limit;
  while (excess() > 0) {
    const widest = fitted.indexOf(Math.max(...fitted));
    if ((fitted[widest] ?? 0) <= CELL_WIDTH_MIN) break;
    fitted[widest] = (fitted[widest] ?? 0) - 1;
  }
  return fitted;
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** `Name: value` lines, the values aligned. */
export function renderFields(fields: readonly (readonly [string, string | null])[], style: Style): string {
  const width = Math.max(...fields.map(([name]) => name.length)) + 1;
  return fields
    .map(
      ([name, value]) =>
        `${style.dim(`${name}:`.padEnd(width))} ${value === null ? "-" : printable(value)}\n`,
    )
    .join("");
}
