/** One column of a CSV file. Cells of numeric columns are written as they are; all others are text. */
export interface CsvColumn {
  header: string;
  numeric: boolean;
}

export type CsvCell = string | number | bigint | boolean | null;

/** Spreadsheets run cells that start like this as formulas (OWASP, CSV injection; ASVS 1.2.10 adds NUL). */
const FORMULA_START = /^[=+\-@\t\r\n\0]/;
const NEEDS_QUOTES = /[",\r\n]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^(NaN|-?Infinity)$/i;

/**
 * CSV after RFC 4180: CRLF line ends, a header line, quotes doubled. Text cells that a spreadsheet would run as a
 * formula get a leading apostrophe; cells of numeric columns stay numbers, unless they hold something that is not one.
 * A null cell is empty; an empty string is written as `""`, so that the two stay apart.
 */
export function formatCsv(columns: readonly CsvColumn[], rows: readonly (readonly CsvCell[])[]): string {
  const lines = [columns.map((column) => textCell(column.header)).join(",")];
  for (const row of rows) {
    lines.push(columns.map((column, index) => cell(row[index] ?? null, column.numeric)).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

function cell(value: CsvCell, numeric: boolean): string {
  if (value === null) return "";
  const text = String(value);
  return numeric && NUMBER.test(text) ? text : textCell(text);
}

function textCell(text: string): string {
  if (text === "") return '""';
  const safe = FORMULA_START.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
