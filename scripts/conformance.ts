import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import { parse } from "yaml";
import { z } from "zod";
import { ConformanceCase } from "@/lib/contracts/conformance";
import { parseValueType, type ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import { formatInstant, parseInstant } from "@/lib/core/time/instant";
import { fromCell } from "@/lib/offline/duckdb/convert";
import { quoteName, quoteText } from "@/lib/offline/duckdb/quote";
import { sqlTypeOf } from "@/lib/offline/duckdb/types";

/**
 * Builds conformance/rules from conformance/cases: for each rule a folder with a README, the request, the Parquet files
 * that go in and the one that must come out. The cases are written by hand; nothing here computes an answer.
 */

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Table = z.strictObject({
  columns: z.record(z.string(), z.string()),
  rows: z.array(z.array(Value)).optional(),
  /** Rows by rule: a value for all, `index` for the number of the row, or a start and a step. */
  series: z
    .looseObject({ rows: z.int() })
    .catchall(z.union([z.string(), z.strictObject({ start: z.string(), step_seconds: z.int() })]))
    .optional(),
});
type Table = z.output<typeof Table>;

const Aggregation = z.strictObject({
  name: z.string(),
  fn: z.string(),
  column: z.string().nullable().default(null),
  window: z.string(),
  where: z.string().nullable().default(null),
  bounds: z.enum(["(]", "[)"]).default("(]"),
  empty: z.union([z.string(), z.number(), z.boolean()]).nullable().default(null),
  parameter: z.number().nullable().default(null),
});

const Case = z.strictObject({
  rule: z.int(),
  title: z.string(),
  text: z.string(),
  knowledge: z.enum(["event", "known"]).default("event"),
  repeat: z.int().default(1),
  spine: Table.extend({ time: z.string() }),
  groups: z.array(
    z.strictObject({
      name: z.string(),
      group: z.string().optional(),
      version: z.int().nullable().default(null),
      keys: z.array(z.string()),
      key_map: z.record(z.string(), z.string()).nullable().default(null),
      event_time: z.string(),
      created_time: z.string().nullable().default(null),
      tombstone: z.string().nullable().default(null),
      ttl: z
        .union([z.string(), z.literal(0)])
        .nullable()
        .default(null),
      strict: z.boolean().default(false),
      nulls: z.enum(["latest_row", "latest_non_null"]).default("latest_row"),
      features: z.record(z.string(), z.string()).default({}),
      aggregations: z.array(Aggregation).nullable().default(null),
      rows: z.string(),
    }),
  ),
  tables: z.record(z.string(), Table),
  expect: z
    .strictObject({
      columns: z.array(z.string()),
      types: z.record(z.string(), z.string()).default({}),
      rows: z.array(z.array(Value)).optional(),
      series: z.strictObject({ rows: z.int() }).catchall(z.string()).optional(),
      status: z.array(z.array(z.string())).nullable().default(null),
      sources: z.array(z.record(z.string(), z.any())).nullable().default(null),
    })
    .optional(),
  expect_error: z.strictObject({ path: z.string() }).optional(),
});
type Case = z.output<typeof Case>;

const SUITE = path.resolve("conformance");

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
await rm(path.join(SUITE, "rules"), { recursive: true, force: true });
for (const file of (await readdir(path.join(SUITE, "cases"))).sort()) {
  const read = Case.parse(parse(await readFile(path.join(SUITE, "cases", file), "utf8")));
  const folder = path.join(SUITE, "rules", path.basename(file, ".yaml"));
  await mkdir(folder, { recursive: true });
  await build(read, folder);
}
connection.closeSync();
instance.closeSync();

async function build(read: Case, folder: string): Promise<void> {
  const spineRows = rowsOf(read.spine);
  await writeParquet(path.join(folder, "spine.parquet"), read.spine.columns, spineRows);
  for (const [name, table] of Object.entries(read.tables)) {
    await writeParquet(path.join(folder, `${name}.parquet`), table.columns, rowsOf(table));
  }
  const expected = read.expect && { ...read.expect, rows: expectedRows(read.expect) };
  if (expected) {
    const columns = { ...read.spine.columns, ...featureTypes(read, expected) };
    const rows = spineRows.map((row, i) => [...row, ...(expected.rows[i] ?? [])]);
    await writeParquet(path.join(folder, "expected.parquet"), columns, rows);
  }
  const request = requestOf(read);
  await writeFile(path.join(folder, "request.json"), `${JSON.stringify(request, null, 2)}\n`);
  await writeFile(path.join(folder, "README.md"), readme(read, expected?.rows ?? null));
}

function requestOf(read: Case): ConformanceCase {
  const { rule, title, knowledge, repeat, spine, groups, expect, expect_error } = read;
  return ConformanceCase.parse({
    rule,
    title,
    knowledge,
    repeat,
    spine: { file: "spine.parquet", time: spine.time, columns: spine.columns },
    groups: groups.map(({ rows, group, keys, ttl, ...rest }) => ({
      ...rest,
      group: group ?? rest.name,
      file: `${rows}.parquet`,
      ttl: ttl === null ? null : String(ttl),
      keys: Object.fromEntries(keys.map((key) => [key, columnType(read, rows, key)])),
      features: rest.aggregations ? aggregatedTypes(read, rest.name, rest.aggregations) : rest.features,
    })),
    expect: expect
      ? { file: "expected.parquet", columns: expect.columns, status: expect.status, sources: expect.sources }
      : { refused: expect_error?.path },
  });
}

function aggregatedTypes(read: Case, group: string, aggregations: z.output<typeof Aggregation>[]) {
  return Object.fromEntries(
    aggregations.map(({ name }) => [name, read.expect?.types[`${group}__${name}`] ?? ""]),
  );
}

function columnType(read: Case, table: string, column: string): string {
  const type = read.tables[table]?.columns[column];
  if (!type) throw new Error(`rule ${read.rule}: table ${table} has no column ${column}`);
  return type;
}

function featureTypes(
  read: Case,
  expected: Pick<NonNullable<Case["expect"]>, "columns" | "types">,
): Record<string, string> {
  return Object.fromEntries(
    expected.columns.map((output) => {
      const [name = "", feature = ""] = output.split("__");
      const group = read.groups.find((candidate) => candidate.name === name);
      const type = expected.types[output] ?? group?.features[feature];
      if (!type) throw new Error(`rule ${read.rule}: ${output} has no type`);
      return [output, type];
    }),
  );
}

function rowsOf({ columns, rows, series }: Table): Cell[][] {
  if (rows) return rows;
  if (!series) throw new Error("a table has rows or a series");
  const { rows: count, ...rules } = series;
  return Array.from({ length: count }, (_, i) =>
    Object.keys(columns).map((name) => seriesCell(rules[name], i)),
  );
}

function seriesCell(rule: unknown, index: number): Cell {
  if (rule === "index") return String(index);
  if (typeof rule === "string") return rule;
  const { start, step_seconds } = z.object({ start: z.string(), step_seconds: z.int() }).parse(rule);
  const first = parseInstant(start, null);
  if (!first.ok) throw new Error(first.message);
  return formatInstant(first.instant + BigInt(index * step_seconds) * 1_000_000n);
}

function expectedRows({ columns, rows, series }: NonNullable<Case["expect"]>): Cell[][] {
  if (rows) return rows;
  if (!series) throw new Error("an expectation has rows or a series");
  const { rows: count, ...rules } = series;
  return Array.from({ length: count }, (_, i) => columns.map((name) => seriesCell(rules[name], i)));
}

async function writeParquet(file: string, columns: Record<string, string>, rows: Cell[][]): Promise<void> {
  const types = Object.values(columns).map(typeOf);
  const names = Object.keys(columns);
  await connection.run(
    `CREATE OR REPLACE TABLE t (${names.map((name, i) => `${quoteName(name)} ${sqlTypeOf(types[i] as ValueType)}`).join(", ")})`,
  );
  if (rows.length > 0) {
    const shape = await connection.run("SELECT * FROM t LIMIT 0");
    const chunk = DuckDBDataChunk.create(shape.columnTypes(), rows.length);
    chunk.setColumns(names.map((_, i) => rows.map((row) => fromCell(row[i] ?? null, types[i] as ValueType))));
    const appender = await connection.createAppender("t");
    appender.appendDataChunk(chunk);
    appender.closeSync();
  }
  await connection.run(`COPY t TO ${quoteText(file)} (FORMAT parquet)`);
}

function typeOf(text: string): ValueType {
  const type = parseValueType(text);
  if (!type) throw new Error(`${text} is not a value type`);
  return type;
}

function readme(read: Case, expected: Cell[][] | null): string {
  const parts = [`# Rule ${read.rule}: ${read.title}`, read.text.trim()];
  parts.push(`## Spine\n\n${tableText(read.spine)}`);
  for (const [name, table] of Object.entries(read.tables)) parts.push(`## ${name}\n\n${tableText(table)}`);
  parts.push(
    `## Request\n\n${read.groups.map((group) => `- ${groupText(group)}`).join("\n")}\n\nKnowledge mode: \`${read.knowledge}\`.`,
  );
  if (read.expect && expected) {
    const { columns, status } = read.expect;
    const rows = expected.map((row, i) => [
      String(i + 1),
      ...row.map((cell, at) => `${cellText(cell)}${status?.[i]?.[at] ? ` (${status[i][at]})` : ""}`),
    ]);
    const shown = read.expect.series
      ? `Each spine row ends with the number of its row: ${columns.map((name) => `\`${name}\``).join(", ")} = 0, 1, 2 …`
      : markdownTable(["spine row", ...columns], rows);
    parts.push(`## What must come out\n\n${shown}`);
  } else {
    parts.push(
      `## What must come out\n\nThe request is refused; the problem names \`${read.expect_error?.path}\`.`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

function groupText(group: Case["groups"][number]): string {
  const windows = (group.aggregations ?? []).map(
    ({ name, fn, column, window, bounds }) =>
      `\`${name}\` = ${fn}(${column ?? ""}) over ${window} with bounds \`${bounds}\``,
  );
  const said = [
    `\`${group.name}\`: keys ${group.keys.map((key) => `\`${key}\``).join(", ")}`,
    ...Object.entries(group.key_map ?? {}).map(([key, column]) => `\`${key}\` is the spine's \`${column}\``),
    `event time \`${group.event_time}\``,
    ...(group.created_time === null ? [] : [`created time \`${group.created_time}\``]),
    ...(group.tombstone === null ? [] : [`tombstone \`${group.tombstone}\``]),
    ...(group.ttl === null ? [] : [`TTL ${group.ttl}`]),
    ...(group.strict ? ["strict"] : []),
    ...(group.nulls === "latest_row" ? [] : ["latest non-null"]),
    ...windows,
    `over \`${group.rows}\``,
  ];
  return said.join(", ");
}

function tableText(table: Table): string {
  const names = Object.keys(table.columns);
  const head = names.map((name) => `${name} (${table.columns[name]})`);
  if (table.series) return `${table.series.rows} rows by rule: \`${JSON.stringify(table.series)}\``;
  return markdownTable(
    head,
    rowsOf(table).map((row) => row.map(cellText)),
  );
}

function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function cellText(cell: Cell): string {
  return cell === null ? "null" : cell === "" ? '""' : String(cell);
}
