import "server-only";
import { invalid } from "@/lib/core/errors";
import type { ValueType } from "@/lib/core/model/value-type";
import { PROBLEMS_COLUMN, ROW_COLUMN } from "@/lib/core/offline/layout";
import type { StoredSchema } from "@/lib/core/offline/schema";
import type { RawEncoding, RowsInput } from "../../../stored";
import { readAll } from "../../convert";
import type { ResolvedFile } from "../../paths";
import { quoteName, quoteText } from "../../quote";
import { bindRelation, Catalog, describeQuery } from "../bind";
import { loadCsvText } from "../csv";
import type { Run } from "../run";
import { stageInterval, stageTicks } from "./stage-computed";

/** Rows as they came, before anything is known about their values. */
export interface Staged {
  /** SQL of a query that may follow FROM. */
  from: string;
  /** SQL of the row's number, from 1 in the order of the input; `null` = rows have no order, values must give one. */
  row: string | null;
  columns: StagedColumn[];
  encoding: RawEncoding;
  /** Whether a column that a row does not have is an empty one: so in JSON, where each row says what it has. */
  isSparse: boolean;
  /** Whether reading them twice costs little and gives the same rows. */
  isRereadable: boolean;
  /** SQL that is true for rows that are no rows at all. */
  unusable: string | null;
}

export interface StagedColumn {
  name: string;
  /** SQL of the value as it came: text, JSON text, or a value of `type`. */
  sql: string;
  type: ValueType;
}

const TEXT: ValueType = { kind: "string" };

/**
 * Makes the rows of an input readable.
 *
 * @throws AppError INVALID for files that are not what they are said to be: nothing of them can be set aside.
 */
export async function stageRows(run: Run, input: RowsInput, schema: StoredSchema): Promise<Staged> {
  switch (input.kind) {
    case "interval":
      return stageInterval(run, input, schema);
    case "ticks":
      return stageTicks(run, input, schema);
    case "relation":
      return stageRelation(run, input);
    case "quarantine":
      return stageParquet(run, one(run, input.path), input.encoding);
    case "upload": {
      const file = one(run, input.path);
      if (input.format === "csv") return stageCsv(run, file);
      if (input.format === "parquet") return stageParquet(run, file, "typed");
      return stageJson(run, file, input.format);
    }
  }
}

function one(run: Run, path: string): ResolvedFile {
  const [file] = run.files[path] ?? [];
  if (!file) throw new Error(`no file for ${path}`);
  return file;
}

async function stageRelation(
  run: Run,
  { relation }: Extract<RowsInput, { kind: "relation" }>,
): Promise<Staged> {
  const bound = await bindRelation(run, new Catalog(), relation, "rows");
  const order = bound.rowOrder.map(quoteName).join(", ");
  return {
    from: quoteName(bound.relation),
    row: order === "" ? null : `row_number() OVER (ORDER BY ${order})`,
    columns: bound.columns.map(({ name, type }) => ({ name, sql: quoteName(name), type })),
    encoding: "typed",
    isSparse: false,
    isRereadable: bound.isRereadable,
    unusable: null,
  };
}

async function stageCsv(run: Run, file: ResolvedFile): Promise<Staged> {
  const names = await loadCsvText(run, [file], "__staged");
  return {
    from: quoteName("__staged"),
    row: "rowid + 1",
    columns: names.map((name) => ({ name, sql: quoteName(name), type: TEXT })),
    encoding: "text",
    isSparse: false,
    isRereadable: true,
    unusable: null,
  };
}

async function stageParquet(run: Run, file: ResolvedFile, encoding: RawEncoding): Promise<Staged> {
  const reader = `read_parquet(${quoteText(file.realPath)}, hive_partitioning = false, file_row_number = true)`;
  const described = await describeQuery(run, `SELECT * EXCLUDE (file_row_number) FROM ${reader}`);
  const own = described.filter(({ name }) => name !== ROW_COLUMN && name !== PROBLEMS_COLUMN);
  return {
    from: reader,
    row: "file_row_number + 1",
    columns: own.map(({ name, type, read }) => ({ name, sql: read(quoteName(name)), type })),
    encoding,
    isSparse: encoding === "json",
    isRereadable: true,
    unusable: null,
  };
}

async function stageJson(run: Run, file: ResolvedFile, format: "json" | "ndjson"): Promise<Staged> {
  const layout = format === "json" ? "array" : "newline_delimited";
  await run.execute(
    `CREATE TABLE "__staged" AS SELECT json FROM read_json_objects(${quoteText(file.realPath)}, format = '${layout}')`,
  );
  const isObject = "json_type(json) = 'OBJECT'";
  const keys = await readAll(
    run.connection,
    `SELECT DISTINCT unnest(json_keys(json)) AS name FROM "__staged" WHERE ${isObject} ORDER BY name`,
  );
  const names = keys.map(([name]) => String(name));
  const unnamed = names.find((name) => name === "" || name.includes("\0"));
  if (unnamed !== undefined) throw invalid([{ path: "rows", message: "a field has no usable name" }]);
  return {
    from: `"__staged"`,
    row: "rowid + 1",
    columns: names.map((name) => ({
      name,
      sql: `NULLIF(CAST(json_extract(json, ${quoteText(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`)}) AS VARCHAR), 'null')`,
      type: TEXT,
    })),
    encoding: "json",
    isSparse: true,
    isRereadable: true,
    unusable: `NOT (${isObject}) OR len(json_keys(json)) <> len(list_distinct(json_keys(json)))`,
  };
}
