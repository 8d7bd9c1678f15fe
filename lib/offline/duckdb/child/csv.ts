import "server-only";
import { open } from "node:fs/promises";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { formatValueType, parseValueType, type ValueType } from "@/lib/core/model/value-type";
import type { FilesRelation } from "@/lib/core/pit/relation";
import { readAll } from "../convert";
import type { ResolvedFile } from "../paths";
import { quoteName, quoteText, quoteTexts } from "../quote";
import type { Run } from "./run";
import { isValidText, textValue } from "./text-values";

const HEADER_BYTES_MAX = 1024 * 1024;
const COLUMNS_MAX = 2000;

/** A CSV source as it stands in the instance: every value typed, row order kept in two columns. */
interface LoadedCsv {
  /** SELECT over the raw table that gives the typed columns and the order columns. */
  select: string;
  columns: { name: string; type: ValueType }[];
  rowCount: number;
}

export const CSV_ORDER = ["__file", "__row"] as const;

/**
 * Loads CSV files (RFC 4180: comma, double quotes, header line, UTF-8 with or without BOM, LF or CRLF) into a table of
 * text and types it. An unquoted empty field is null, `""` is an empty string. Types are the pinned ones, else the
 * narrowest that every value of the column has; codes such as `007` stay text.
 *
 * @throws AppError INVALID naming file, row and column of what is wrong.
 */
export async function loadCsv(
  run: Run,
  relation: FilesRelation,
  files: ResolvedFile[],
  table: string,
): Promise<LoadedCsv> {
  const names = await loadCsvText(run, files, table);
  await refuseNul(run, table, names, files);
  const types = await typesOf(run, relation, table, names);
  const columns = names.map((name, i) => ({ name, type: types[i] ?? { kind: "string" as const } }));
  await checkValues(run, relation, table, columns, files);
  const typed = columns.map(
    ({ name, type }) => `${textValue(quoteName(name), type, relation.timezone)} AS ${quoteName(name)}`,
  );
  const order = [quoteName(CSV_ORDER[0]), `rowid AS ${quoteName(CSV_ORDER[1])}`];
  const [[count = 0] = []] = await readAll(run.connection, `SELECT count(*) FROM ${quoteName(table)}`);
  return {
    select: `SELECT ${[...typed, ...order].join(", ")} FROM ${quoteName(table)}`,
    columns,
    rowCount: Number(count),
  };
}

/** Loads CSV files into a table of text as they are, in file order. @returns the names of the columns. */
export async function loadCsvText(run: Run, files: ResolvedFile[], table: string): Promise<string[]> {
  const names = await readHeaders(files);
  await run.execute(`CREATE TABLE ${quoteName(table)} AS SELECT *, file_index AS ${quoteName(CSV_ORDER[0])} FROM read_csv(
    ${quoteTexts(files.map((file) => file.realPath))}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = false, strict_mode = true, null_padding = false, ignore_errors = false,
    columns = {${names.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(", ")}})`);
  return names;
}

/** All files must have the same columns in the same order. */
async function readHeaders(files: ResolvedFile[]): Promise<string[]> {
  const [first, ...rest] = await Promise.all(files.map(readHeader));
  const names = first ?? [];
  for (const [i, other] of rest.entries()) {
    if (other.join("\0") === names.join("\0")) continue;
    const file = files[i + 1]?.path ?? "";
    throw invalid([
      {
        path: file,
        file,
        line: 1,
        message: `has other columns than ${files[0]?.path}`,
        expected: names.join(","),
      },
    ]);
  }
  return names;
}

async function readHeader(file: ResolvedFile): Promise<string[]> {
  const refuse = (message: string) => invalid([{ path: file.path, file: file.path, line: 1, message }]);
  const handle = await open(file.realPath, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES_MAX), 0, HEADER_BYTES_MAX, 0);
    const text = buffer
      .subarray(0, bytesRead)
      .toString("utf8")
      .replace(/^\uFEFF/, "");
    if (text.trim() === "") throw refuse("is empty; a CSV file starts with a line of column names");
    const names = firstRecord(text);
    if (!names) throw refuse("has a first line that is not CSV");
    if (names.length > COLUMNS_MAX)
      throw refuse(`has ${names.length} columns; at most ${COLUMNS_MAX} are read`);
    const seen = new Set<string>();
    for (const [i, name] of names.entries()) {
      if (name === "" || name.includes("\0") || name.includes("\uFFFD"))
        throw refuse(`column ${i + 1} has no usable name`);
      if (seen.has(name.toLowerCase())) throw refuse(`has two columns ${name} (case does not count)`);
      if (CSV_ORDER.some((reserved) => reserved === name))
        throw refuse(`the column name ${name} is reserved`);
      seen.add(name.toLowerCase());
    }
    return names;
  } finally {
    await handle.close();
  }
}

/** @returns the fields of the first record, or `null` when its quotes do not match. */
function firstRecord(text: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = "";
    if (text[at] === '"') {
      at++;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0) return null;
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        field += '"';
        at++;
      }
    } else {
      const length = text.slice(at).search(/[,\r\n"]/);
      const end = length < 0 ? text.length : at + length;
      if (text[end] === '"') return null;
      field = text.slice(at, end);
      at = end;
    }
    fields.push(field);
    if (text[at] !== ",") return at >= text.length || /[\r\n]/.test(text[at] ?? "") ? fields : null;
    at++;
  }
}

async function refuseNul(run: Run, table: string, names: string[], files: ResolvedFile[]) {
  const checks = names.map((name) => `min(rowid) FILTER (contains(${quoteName(name)}, chr(0)))`);
  await refuseFirst(run, table, names, checks, files, () => ({ message: "holds a NUL character" }));
}

async function typesOf(
  run: Run,
  relation: FilesRelation,
  table: string,
  names: string[],
): Promise<ValueType[]> {
  const inferred = await inferTypes(run, table, names);
  const pinned = new Map(
    (relation.columns ?? []).map((column) => [column.name, parseValueType(column.type)]),
  );
  const missing = [...pinned.keys()].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw invalid(
      missing.map((name) => ({
        path: `${relation.name}.${name}`,
        message: "the column is no longer in the files",
      })),
    );
  }
  return names.map((name, i) => {
    const type = pinned.get(name) ?? inferred[i] ?? { kind: "string" as const };
    return isZonedTime(name, relation) && type.kind !== "timestamp" ? { kind: "timestamp" as const } : type;
  });
}

/** A time column of a source with a declared zone is an instant, whatever its values look like. */
function isZonedTime(name: string, relation: FilesRelation): boolean {
  return relation.times.includes(name) && relation.timezone !== null;
}

const CANDIDATES: ValueType[] = [
  { kind: "bool" },
  { kind: "int64" },
  { kind: "float64" },
  { kind: "date" },
  { kind: "timestamp" },
  { kind: "timestamp_ntz" },
];

async function inferTypes(run: Run, table: string, names: string[]): Promise<ValueType[]> {
  const tests = names.flatMap((name) =>
    CANDIDATES.map((type) => `bool_and(${isValidText(quoteName(name), type, null)})`),
  );
  const [row = []] = await readAll(run.connection, `SELECT ${tests.join(", ")} FROM ${quoteName(table)}`);
  return names.map((_, i) => {
    const found = CANDIDATES.findIndex((_, j) => row[i * CANDIDATES.length + j] === true);
    return CANDIDATES[found] ?? { kind: "string" };
  });
}

async function checkValues(
  run: Run,
  relation: FilesRelation,
  table: string,
  columns: LoadedCsv["columns"],
  files: ResolvedFile[],
) {
  const names = columns.map((column) => column.name);
  const checks = columns.map(({ name, type }) => {
    const text = quoteName(name);
    const zone = isZonedTime(name, relation) ? relation.timezone : null;
    return `min(rowid) FILTER (${text} IS NOT NULL AND NOT COALESCE(${isValidText(text, type, zone)}, false))`;
  });
  await refuseFirst(run, table, names, checks, files, (i) => {
    const type = formatValueType(columns[i]?.type ?? { kind: "string" });
    return { message: `is not ${type}`, expected: type };
  });
}

/** Reports, per column, the first row that a check names. */
async function refuseFirst(
  run: Run,
  table: string,
  names: string[],
  checks: string[],
  files: ResolvedFile[],
  problemOf: (column: number) => Pick<FieldProblem, "message" | "expected">,
) {
  const [row = []] = await readAll(run.connection, `SELECT ${checks.join(", ")} FROM ${quoteName(table)}`);
  const problems: FieldProblem[] = [];
  for (const [i, found] of row.entries()) {
    if (found === null) continue;
    const file = quoteName(CSV_ORDER[0]);
    const [[index = 0, first = 0] = []] = await readAll(
      run.connection,
      `SELECT ${file}, (SELECT min(rowid) FROM ${quoteName(table)} WHERE ${file} = t.${file}) FROM ${quoteName(table)} AS t WHERE rowid = ${found}`,
    );
    const path = files[Number(index)]?.path ?? "";
    const { message, expected } = problemOf(i);
    problems.push({
      path,
      file: path,
      message: `row ${Number(found) - Number(first) + 1}, column ${names[i]}: ${message}`,
      expected,
    });
  }
  if (problems.length > 0) throw invalid(problems);
}
