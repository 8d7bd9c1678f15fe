import "server-only";
import type { FieldProblem } from "@/lib/core/errors";
import { faultOf, publicText } from "../errors";
import { type CheckedSelect, checkSelect, placeOf, textProblem } from "../select-check";
import type { Run } from "./run";

interface ParsedSelect extends CheckedSelect {
  /** The text without a closing semicolon: what may stand inside brackets. */
  sql: string;
}

/** Faults that are about the text of a statement, not about the data it reads. */
const TEXT_FAULTS = new Set(["Binder", "Catalog", "Parser", "Syntax", "Not implemented"]);

/**
 * Parses and checks a person's SELECT without binding it: nothing it names is looked at.
 *
 * @param inputs names it may read; in lower case.
 * @param columns names of columns of these inputs, as far as known; in lower case.
 */
export async function parseSelect(
  run: Run,
  text: string,
  inputs: ReadonlySet<string>,
  columns: ReadonlySet<string>,
): Promise<ParsedSelect> {
  const sql = text.replace(/[;\s]+$/, "");
  const refused = (problem: FieldProblem) => ({
    sql,
    problems: [problem],
    tables: [],
    isRowwise: false,
    query: null,
  });
  const problem = textProblem(sql);
  if (problem) return refused(problem);
  const checked = checkSelect(sql, await serialize(run, sql), inputs, columns);
  if (checked.problems.length > 0) return { sql, ...checked };
  // What parses alone may still end in an open comment or the like; in brackets it would swallow what follows.
  const wrapped = checkSelect(sql, await serialize(run, `SELECT * FROM (\n${sql}\n) AS q`), inputs, columns);
  if (wrapped.problems.length > 0) {
    return refused({
      path: "sql",
      message: "cannot stand in brackets",
      expected: "one SELECT without anything after it",
    });
  }
  return { sql, ...checked };
}

/**
 * Parses and checks one scalar expression of a person, by what {@link parseSelect} says of `SELECT (…)`, its line 1 being
 * line 2 there. It has to parse without brackets too: what closes one and opens another is not one expression.
 */
export async function parseScalar(
  run: Run,
  expression: string,
  columns: ReadonlySet<string>,
): Promise<ParsedSelect> {
  const inBrackets = await parseSelect(run, `SELECT (\n${expression}\n) AS v`, new Set(), columns);
  if (inBrackets.problems.length > 0) return inBrackets;
  const bare = await parseSelect(run, `SELECT\n${expression}\nAS v`, new Set(), columns);
  return bare.problems.length > 0 ? bare : inBrackets;
}

export async function serialize(run: Run, sql: string): Promise<string> {
  // Parsing touches no file and no table, so it may share the call's own locked instance.
  const result = await run.connection.run("SELECT json_serialize_sql($1::VARCHAR)", [sql]);
  const [[serialized] = []] = await result.getRows();
  return String(serialized);
}

/** A complaint of the binder about a SELECT as a problem with its place in the person's text, or `null` for other faults. */
export function publicProblem(
  error: unknown,
  sql: string,
  wrapped: string,
  path: string,
): FieldProblem | null {
  const fault = faultOf(error);
  if (!TEXT_FAULTS.has(fault.kind)) return null;
  const message = publicText(fault, []);
  if (fault.position === null) return { path, message };
  // The statement that ran is `SELECT * FROM (` + wrapped, so offsets count from there.
  const start =
    Buffer.byteLength("SELECT * FROM (") + Buffer.byteLength(wrapped.slice(0, wrapped.lastIndexOf(sql)));
  const offset = fault.position - start;
  return offset >= 0 && offset <= Buffer.byteLength(sql)
    ? { path, message, ...placeOf(sql, offset) }
    : { path, message };
}
