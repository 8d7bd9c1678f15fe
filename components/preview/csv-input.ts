/** CSV that is kept as a file and never put into the page: only its first lines are looked at. */
export interface HeldCsv {
  /** How it came: the file's name, or `pasted text`. */
  name: string;
  blob: File;
  columns: string[];
  /** The first lines, for a look. */
  head: string[];
}

/** Pasted text up to this length is edited in place; more would make the text area slow. */
export const EDITED_LENGTH_MAX = 100_000;
const HEAD_BYTES = 64 * 1024;
const HEAD_LINES = 4;
const HEAD_LINE_LENGTH_MAX = 160;

/** Looks at the beginning of a CSV file. Reads at most 64 KiB of it, whatever its size. */
export async function holdCsvFile(file: File): Promise<HeldCsv> {
  return heldCsv(file, file.name, await file.slice(0, HEAD_BYTES).text());
}

/** Holds pasted text as a file. */
export function holdCsvText(text: string): HeldCsv {
  const file = new File([text], "pasted.csv", { type: "text/csv" });
  return heldCsv(file, "pasted text", text.slice(0, HEAD_BYTES));
}

function heldCsv(blob: File, name: string, start: string): HeldCsv {
  const head = start
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .slice(0, HEAD_LINES)
    .map((line) => (line.length > HEAD_LINE_LENGTH_MAX ? `${line.slice(0, HEAD_LINE_LENGTH_MAX)}…` : line));
  return { name, blob, columns: csvColumns(start), head };
}

/** The column names of CSV: the fields of its first record (RFC 4180). */
export function csvColumns(text: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  const source = text.replace(/^\uFEFF/, "");
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at);
    if (quoted) {
      if (char !== '"') field += char;
      else if (source.charAt(at + 1) === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && field === "") quoted = true;
    else if (char === ",") {
      fields.push(field);
      field = "";
    } else if (char === "\n" || char === "\r") {
      if (field === "" && fields.length === 0) continue;
      break;
    } else field += char;
  }
  const names = [...fields, field].map((name) => name.trim());
  return names.every((name) => name === "") ? [] : names;
}

/** Which column probably holds the times. */
export function guessTimeColumn(columns: readonly string[]): string {
  const exact = columns.find((name) => /^(event_?time|event_?timestamp|timestamp|time|at|ts)$/i.test(name));
  return exact ?? columns.find((name) => /(_at|_time|_ts|time|date)$/i.test(name)) ?? "";
}
