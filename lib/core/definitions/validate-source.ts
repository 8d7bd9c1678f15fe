import type { ColumnDefinition, SourceDefinition } from "../model/definitions";
import { parseValueType } from "../model/value-type";
import { readableAs } from "../schema/type-change";
import type { Report } from "./problem";
import type { Resolver } from "./resolve";
import { didYouMean } from "./suggest";

const TIME_KEYS = ["event_time", "created_time", "valid_to"] as const;

/** A source by itself: its name, its columns against the files, its time columns and their zone. */
export function checkSource(source: SourceDefinition, resolver: Resolver, report: Report) {
  if (resolver.set.groups.has(source.name)) {
    report(
      ["name"],
      `A feature group is called ${source.name} too, and both are read by name.`,
      "a name that no group has",
    );
  }
  reportFacts(source, resolver, report);
  for (const key of ["created_time", "valid_to"] as const) {
    if (source[key] !== null && source.event_time === null) {
      report(
        [key],
        `Has no meaning without an event time.`,
        "event_time: the column that says when a row became true",
      );
    }
  }
  for (const key of TIME_KEYS) {
    const column = source[key];
    if (column !== null)
      checkTimeColumn(
        { table: source.name, column, timezone: source.timezone, path: [key] },
        resolver,
        report,
      );
  }
}

function reportFacts(source: SourceDefinition, { facts }: Resolver, report: Report) {
  const isQuery = source.type === "query";
  const known = isQuery ? facts.selects.get(source.name) : facts.sources.get(source.name);
  for (const { message, expected } of known?.problems ?? []) {
    report(
      [isQuery ? "query" : "path"],
      message,
      expected ?? (isQuery ? "one SELECT over sources and groups" : "files that can be read"),
    );
  }
  if (!known?.columns || known.problems.length > 0) return;
  const actual = new Map(known.columns.map((column) => [column.name.toLowerCase(), column]));
  for (const [index, column] of (source.columns ?? []).entries()) checkColumn(column, index, actual, report);
}

function checkColumn(
  column: ColumnDefinition,
  index: number,
  actual: ReadonlyMap<string, ColumnDefinition>,
  report: Report,
) {
  const found = actual.get(column.name.toLowerCase());
  if (!found) {
    const names = [...actual.values()].map(({ name }) => name);
    report(
      ["columns", index, "name"],
      `The data has no column ${column.name}.${didYouMean(column.name, names)}`,
      `one of ${names.join(", ")}`,
    );
    return;
  }
  const [from, to] = [parseValueType(found.type), parseValueType(column.type)];
  if (from && to && readableAs(from, to) === "refused") {
    report(
      ["columns", index, "type"],
      `The data holds ${found.type}, which cannot be read as ${column.type}.`,
      found.type,
    );
  }
}

/** A time column as some table holds it. */
export interface TimeColumn {
  table: string;
  column: string;
  timezone: string | null;
  path: (string | number)[];
}

/** Whether a time column exists, holds times, and has a zone. Says nothing while the columns are not known. */
export function checkTimeColumn(time: TimeColumn, resolver: Resolver, report: Report) {
  const { table, column, timezone, path } = time;
  const columns = resolver.columns(table);
  if (columns === null) return;
  const found = resolver.column(table, column);
  if (!found) {
    const names = columns.map(({ name }) => name);
    report(
      path,
      `${table} has no column ${column}.${didYouMean(column, names)}`,
      `one of ${names.join(", ")}`,
    );
    return;
  }
  reportTimeType(found, timezone, path, report);
}

/** Whether a column's type is a time, with a zone of its own or one that is declared. */
export function reportTimeType(
  column: ColumnDefinition,
  timezone: string | null,
  path: (string | number)[],
  report: Report,
) {
  if (column.type === "timestamp") return;
  if (column.type !== "timestamp_ntz" && column.type !== "date") {
    report(
      path,
      `Column ${column.name} holds ${column.type}, not a time.`,
      "a column of type timestamp, timestamp_ntz or date",
    );
  } else if (timezone === null) {
    report(
      path,
      `Column ${column.name} holds ${column.type}, which has no time zone of its own.`,
      "timezone: its zone by IANA name, at the source",
    );
  }
}
