import Papa from "papaparse";
import type { FieldProblem } from "@/lib/core/errors";

export interface CsvColumn {
  name: string;
  /** As written; an empty field is "". */
  values: string[];
}

export type CsvOutcome = { ok: true; columns: CsvColumn[] } | { ok: false; problems: FieldProblem[] };

const PROBLEMS_MAX = 20;

/**
 * Reads CSV text with a header row (RFC 4180: quotes, CRLF or LF, a BOM is skipped, blank lines are skipped).
 * Refused, each with its line: NUL characters, quotes that do not close, rows with too few or too many fields.
 * At most 20 problems are listed.
 */
export function readCsv(text: string): CsvOutcome {
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    return refuse([{ path: "spine", message: "holds a NUL character", line: lineAt(text, nul) }]);
  }
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const quotes = parsed.errors.filter((error) => error.type === "Quotes");
  if (quotes.length > 0) {
    return refuse(
      quotes.slice(0, PROBLEMS_MAX).map((error) => ({
        path: "spine",
        message: "a quoted field does not end, or text follows its closing quote",
        line: (error.row ?? 0) + 1,
      })),
    );
  }
  const [header, ...rows] = parsed.data;
  if (!header)
    return refuse([{ path: "spine", message: "is empty", expected: "a header row and at least one row" }]);
  const uneven = rows.flatMap((row, i) =>
    row.length === header.length ? [] : [{ line: i + 2, fields: row.length }],
  );
  if (uneven.length > 0) {
    const problems = uneven.slice(0, PROBLEMS_MAX).map(({ line, fields }) => ({
      path: "spine",
      message: `row ${line - 1} has ${fields} ${fields === 1 ? "field" : "fields"}`,
      expected: `${header.length} fields, as in the header`,
      line,
    }));
    const hidden = uneven.length - problems.length;
    return refuse(
      hidden > 0
        ? [...problems, { path: "spine", message: `${hidden} more rows have a wrong number of fields` }]
        : problems,
    );
  }
  return {
    ok: true,
    columns: header.map((name, i) => ({ name: name.trim(), values: rows.map((row) => row[i] ?? "") })),
  };
}

function refuse(problems: FieldProblem[]): CsvOutcome {
  return { ok: false, problems };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
