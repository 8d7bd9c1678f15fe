import type { FeatureGroupDefinition, Scalar } from "../model/definitions";
import type { FeatureTestDefinition } from "../model/feature-test";
import { parseValueType } from "../model/value-type";
import type { Cell, TypedColumn } from "../pit/cell";
import { relationsOf, withRelations } from "../pit/compute";
import { oneRowSpine } from "../pit/one-row";
import { buildPitPlan, type PitGroupRequest, type PitPlan } from "../pit/plan";
import { filesOf, mapFiles, type RowsRelation } from "../pit/relation";
import { typeValues } from "../pit/spine-values";
import { groupCompute } from "./group-compute";
import { inlineSources } from "./relations";
import type { Resolver } from "./resolve";
import { rowEnds } from "./row-ends";
import { didYouMean } from "./suggest";

/** The group that a test is about, at the version that it names. */
export interface TestSubject {
  document: FeatureGroupDefinition;
  /** `null` = not published. */
  version: number | null;
  entityKeys: { name: string; type: string }[];
  features: { name: string; type: string | null; computation: string }[];
  /** The versions that its rollups pin, as `group@v2`. */
  pinned: ReadonlyMap<string, FeatureGroupDefinition>;
}

/** One thing wrong with a test, at a path of its document. */
export interface TestProblem {
  path: (string | number)[];
  message: string;
  expected: string;
}

/** The value that one feature must have. */
export interface Expectation {
  feature: string;
  type: string;
  cell: Cell;
}

export type ResolvedTest =
  | { problems: []; plan: PitPlan; expected: Expectation[] }
  | { problems: TestProblem[]; plan: null; expected: [] };

/**
 * Turns a test into a join of one spine row over rows that are given with it, or into everything that is wrong with the
 * test. Values are read strictly as the types of their columns, times without a zone in the zone of their source.
 *
 * @param resolver holds the definitions as the files would leave them, with the columns of their sources.
 */
export function resolveFeatureTest(
  test: FeatureTestDefinition,
  subject: TestSubject,
  resolver: Resolver,
): ResolvedTest {
  const problems: TestProblem[] = [];
  const report = (path: (string | number)[], message: string, expected: string) =>
    problems.push({ path, message, expected });
  const keys = typedKeys(test, subject, report);
  const [at = null] = read([test.at], "timestamp", null, (_, message) =>
    report(["at"], message, "a time such as 2026-06-01T12:00:00Z"),
  );
  const expected = expectations(test, subject, report);
  const request = testRequest(test, subject, resolver, report);
  if (!request) return { problems, plan: null, expected: [] };
  const outcome = buildPitPlan({
    spine: oneRowSpine(keys, typeof at === "string" ? at : null),
    groups: [{ ...request, requested: expected.map(({ feature }) => feature) }],
    knowledge: test.knowledge,
    rowsMax: 1,
  });
  const rows = testRows(test, outcome.ok ? filesRead(outcome.plan) : null, resolver, report);
  if (!outcome.ok && problems.length === 0) {
    for (const { path, message } of outcome.problems)
      report(["group"], `${path} ${message}.`, "a group whose rows can be joined");
  }
  if (problems.length > 0 || !outcome.ok) return { problems, plan: null, expected: [] };
  const groups = outcome.plan.groups.map((group) =>
    withRelations(group, (relation) => mapFiles(relation, (files) => rows.get(files.name) ?? files)),
  );
  return { problems: [], plan: { ...outcome.plan, groups }, expected };
}

type Report = (path: (string | number)[], message: string, expected: string) => void;

/** What a preview of the same version would ask for, with every source as a file that the test's rows stand for. */
function testRequest(
  { knowledge }: FeatureTestDefinition,
  { document, version, entityKeys, features, pinned }: TestSubject,
  resolver: Resolver,
  report: Report,
): Omit<PitGroupRequest, "requested"> | null {
  const documents = inlineSources(resolver.set);
  const outcome = groupCompute(document, { documents, pinned });
  if (!outcome.ok) {
    report(["group"], `The group cannot be tested: ${outcome.reason}.`, "a group whose rows can be joined");
    return null;
  }
  const { rows: _, ...group } = outcome.group;
  if (knowledge === "known" && group.compute === null && group.createdTime === null) {
    const message = `${document.name} has no created time: nothing says when its rows were known.`;
    report(["knowledge"], message, "event");
  }
  return {
    ...group,
    ...(group.compute ? {} : rowEnds(document, documents)),
    group: document.name,
    version,
    alias: null,
    entityKeys: entityKeys.map(({ name, type }) => ({ name, type })),
    keyMap: null,
    features: features.flatMap(({ name, type, computation }) =>
      type === null || computation === "on_demand" ? [] : [{ name, type, column: null }],
    ),
  };
}

/** The sources that a plan reads. */
function filesRead({ groups }: PitPlan): string[] {
  const files = groups.flatMap(relationsOf).flatMap(filesOf);
  return [...new Set(files.map(({ name }) => name))];
}

/** The rows that a test gives for each source; a source that it does not name is empty. */
function testRows(
  test: FeatureTestDefinition,
  read: readonly string[] | null,
  resolver: Resolver,
  report: Report,
): ReadonlyMap<string, RowsRelation> {
  for (const name of Object.keys(test.rows)) {
    if (read === null || read.includes(name)) continue;
    const hint = didYouMean(name, read);
    report(["rows", name], `${test.group} reads no source ${name}.${hint}`, `one of ${read.join(", ")}`);
  }
  const rows = new Map<string, RowsRelation>();
  for (const name of read ?? Object.keys(test.rows)) {
    const given = sourceRows(name, test, resolver, report);
    if (given) rows.set(name, given);
  }
  return rows;
}

function sourceRows(
  source: string,
  test: FeatureTestDefinition,
  resolver: Resolver,
  report: Report,
): RowsRelation | null {
  const columns = resolver.columns(source);
  if (!columns) {
    report(
      ["group"],
      `The columns of the source ${source} are not known.`,
      "columns on the source, or its files",
    );
    return null;
  }
  const given = test.rows[source] ?? [];
  const zone = resolver.set.sources.get(source)?.timezone ?? null;
  const names = columns.map((column) => column.name);
  for (const [index, row] of given.entries()) {
    for (const name of Object.keys(row).filter((key) => !names.includes(key))) {
      const message = `${source} has no column ${name}.${didYouMean(name, names)}`;
      report(["rows", source, index, name], message, `one of ${names.join(", ")}`);
    }
  }
  const cells = columns.map(({ name, type }) => {
    const values = given.map((row) => row[name] ?? null);
    return read(values, type, zone, (index, message) => report(["rows", source, index, name], message, type));
  });
  return {
    kind: "rows",
    name: source,
    columns: columns.map(({ name, type }): TypedColumn => ({ name, type })),
    rows: given.map((_, index) => cells.map((column) => column[index] ?? null)),
  };
}

function typedKeys(test: FeatureTestDefinition, { entityKeys }: TestSubject, report: Report) {
  const names = entityKeys.map((key) => key.name);
  for (const name of Object.keys(test.keys).filter((key) => !names.includes(key))) {
    const message = `${test.group} has no join key ${name}.${didYouMean(name, names)}`;
    report(["keys", name], message, `one of ${names.join(", ")}`);
  }
  return entityKeys.map(({ name, type }) => {
    if (!Object.hasOwn(test.keys, name))
      report(["keys"], `The join key ${name} is missing.`, `${name}: ${type}`);
    const path = ["keys", name];
    const [value = null] = read([test.keys[name] ?? null], type, null, (_, message) =>
      report(path, message, type),
    );
    return { name, value };
  });
}

function expectations(test: FeatureTestDefinition, { features }: TestSubject, report: Report): Expectation[] {
  const names = features.map((feature) => feature.name);
  return Object.entries(test.expect).flatMap(([name, value]) => {
    const path = ["expect", name];
    const feature = features.find((candidate) => candidate.name === name);
    if (!feature || feature.type === null) {
      report(
        path,
        `${test.group} has no feature ${name}.${didYouMean(name, names)}`,
        `one of ${names.join(", ")}`,
      );
      return [];
    }
    if (feature.computation === "on_demand") {
      report(path, `${name} is computed on demand, from what a caller sends.`, "a feature that is joined");
      return [];
    }
    const { type } = feature;
    const [cell = null] = read([value], type, null, (_, message) => report(path, message, type));
    return [
      {
        feature: name,
        type,
        cell: type === "float32" && typeof cell === "number" ? Math.fround(cell) : cell,
      },
    ];
  });
}

/** Reads values of one column; nested types have no spelling in a test and are told by the column's type. */
function read(
  values: readonly Scalar[],
  type: string,
  zone: string | null,
  onProblem: (index: number, message: string) => void,
): Cell[] {
  const kind = parseValueType(type)?.kind ?? "string";
  const isNested = kind === "list" || kind === "struct" || kind === "embedding";
  if (isNested) {
    for (const [index, value] of values.entries())
      if (value !== null) onProblem(index, `A ${kind} cannot be given in a test; leave it out.`);
    return values.map(() => null);
  }
  const { cells, problems } = typeValues(values, type, "json", zone);
  for (const { row, message } of problems)
    onProblem(row, `${message.charAt(0).toUpperCase()}${message.slice(1)}.`);
  return cells;
}
