import type { ColumnDefinition, FeatureGroupDefinition } from "../model/definitions";
import { computationOf } from "../model/definitions";
import { parseValueType } from "../model/value-type";
import { readableAs } from "../schema/type-change";
import type { Report } from "./problem";
import type { Resolver } from "./resolve";
import { didYouMean } from "./suggest";
import { areTimesKnown, groupTimes, readTimes } from "./times";
import { checkAggregations, checkSecondOrder } from "./validate-derived";
import { checkFeatures } from "./validate-features";
import { checkTimeColumn, reportTimeType } from "./validate-source";

/** A group by itself and against what it reads. */
export function checkGroup(group: FeatureGroupDefinition, resolver: Resolver, report: Report) {
  const computation = computationOf(group);
  if (computation === "source") checkRows(group, tableRows(group, resolver), resolver, report);
  if (computation === "transform") checkRows(group, transformRows(group, resolver, report), resolver, report);
  if (computation === "aggregations") checkAggregations(group, resolver, report);
  if (computation === "second_order") checkSecondOrder(group, resolver, report);
  if (computation === "aggregations")
    checkKeys(group, tableRows(group, resolver), resolver, ["source"], report);
  checkTimes(group, resolver, report);
  checkFeatures(group, resolver, report);
  checkNamesOnce(group.rules, "rules", "rule", report);
}

/** Rows that a group takes its features from; `columns` is `null` while they are not known. */
interface Rows {
  name: string;
  columns: ColumnDefinition[] | null;
}

function tableRows(group: FeatureGroupDefinition, resolver: Resolver): Rows {
  const name = group.source ?? "";
  return { name, columns: resolver.columns(name) };
}

function transformRows(group: FeatureGroupDefinition, resolver: Resolver, report: Report): Rows {
  const select = resolver.facts.selects.get(group.name);
  for (const { message, expected } of select?.problems ?? [])
    report(["transform"], message, expected ?? "one SELECT over sources and groups");
  return { name: "The SELECT", columns: select && select.problems.length === 0 ? select.columns : null };
}

/** Keys, feature columns and the tombstone of rows that are stored as they come. */
function checkRows(group: FeatureGroupDefinition, rows: Rows, resolver: Resolver, report: Report) {
  const keyPath = group.transform === null ? ["source"] : ["transform"];
  checkKeys(group, rows, resolver, keyPath, report);
  if (rows.columns === null) return;
  const columns = byName(rows.columns);
  for (const [index, feature] of group.features.entries()) {
    const wanted = feature.column ?? feature.name;
    const path = ["features", index, feature.column === null ? "name" : "column"];
    const found = columns.get(wanted.toLowerCase());
    if (!found) missingColumn(rows, wanted, path, report);
    else checkFeatureType(found, feature.type, ["features", index, "type"], report);
  }
  checkTransformTimes(group, rows, columns, resolver, report);
  if (group.tombstone === null) return;
  const tombstone = columns.get(group.tombstone.toLowerCase());
  if (!tombstone) missingColumn(rows, group.tombstone, ["tombstone"], report);
  else if (tombstone.type !== "bool")
    report(["tombstone"], `Column ${tombstone.name} holds ${tombstone.type}.`, "a column of type bool");
}

function checkFeatureType(
  column: ColumnDefinition,
  type: string | null,
  path: (string | number)[],
  report: Report,
) {
  const [from, to] = [parseValueType(column.type), parseValueType(type ?? "")];
  if (!from || !to) return;
  const reading = readableAs(from, to);
  if (reading === "refused") {
    report(
      path,
      `Column ${column.name} holds ${column.type}, which cannot be read as ${type} without a cast.`,
      `${column.type}, or a CAST in a transform`,
    );
  }
  if (reading === "zoned") {
    report(
      path,
      `Column ${column.name} holds ${column.type}, and an instant needs its zone.`,
      `${column.type}, or AT TIME ZONE in a transform`,
    );
  }
}

function checkKeys(
  group: FeatureGroupDefinition,
  rows: Rows,
  resolver: Resolver,
  path: (string | number)[],
  report: Report,
) {
  const entity = resolver.set.entities.get(group.entity);
  if (!entity || rows.columns === null) return;
  const columns = byName(rows.columns);
  for (const key of entity.join_keys) {
    const found = columns.get(key.name.toLowerCase());
    const [from, to] = [parseValueType(found?.type ?? ""), parseValueType(key.type)];
    if (!found) {
      const names = rows.columns.map(({ name }) => name);
      const message = `${rows.name} has no column ${key.name}, which is a join key of ${entity.name}.${didYouMean(key.name, names)}`;
      report(path, message, `a column ${key.name} of type ${key.type}`);
    } else if (from && to && readableAs(from, to) !== "lossless") {
      report(
        path,
        `Column ${found.name} holds ${found.type}, the join key of ${entity.name} is ${key.type}: keys are never cast.`,
        `a column ${key.name} of type ${key.type}`,
      );
    }
  }
}

/** Event, created time and what depends on them. */
function checkTimes(group: FeatureGroupDefinition, resolver: Resolver, report: Report) {
  const { event_time } = groupTimes(group, resolver);
  const isUntimed = event_time === null && areTimesKnown(group.name, resolver);
  for (const key of ["created_time", "tombstone", "ttl"] as const) {
    if (group[key] !== null && isUntimed) {
      report(
        [key],
        `Has no meaning without an event time.`,
        "event_time: the column that says when a row became true",
      );
    }
  }
  if (group.source === null) return;
  const { timezone } = resolver.times(group.source);
  for (const key of ["event_time", "created_time"] as const) {
    const column = group[key];
    if (column !== null)
      checkTimeColumn({ table: group.source, column, timezone, path: [key] }, resolver, report);
  }
}

function checkTransformTimes(
  group: FeatureGroupDefinition,
  rows: Rows,
  columns: ReadonlyMap<string, ColumnDefinition>,
  resolver: Resolver,
  report: Report,
) {
  if (group.transform === null) return;
  const { timezone } = readTimes(group, resolver);
  for (const key of ["event_time", "created_time"] as const) {
    const name = group[key];
    if (name === null) continue;
    const column = columns.get(name.toLowerCase());
    if (!column) missingColumn(rows, name, [key], report);
    else reportTimeType(column, timezone, [key], report);
  }
}

function missingColumn(rows: Rows, name: string, path: (string | number)[], report: Report) {
  const names = (rows.columns ?? []).map((column) => column.name);
  report(path, `${rows.name} has no column ${name}.${didYouMean(name, names)}`, `one of ${names.join(", ")}`);
}

function byName(columns: readonly ColumnDefinition[]): Map<string, ColumnDefinition> {
  return new Map(columns.map((column) => [column.name.toLowerCase(), column]));
}

/** Reports the second of two entries of a list that share a name. */
export function checkNamesOnce(
  entries: readonly { name: string }[],
  key: string,
  noun: string,
  report: Report,
) {
  const seen = new Set<string>();
  for (const [index, { name }] of entries.entries()) {
    if (seen.has(name))
      report([key, index, "name"], `There are two ${noun}s called ${name}.`, `each ${noun} once`);
    seen.add(name);
  }
}
