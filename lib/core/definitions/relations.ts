import type { FeatureGroupDefinition, SourceDefinition } from "../model/definitions";
import { computationOf } from "../model/definitions";
import type { FilesRelation, Relation } from "../pit/relation";
import { NO_FACTS } from "./facts";
import { createResolver } from "./resolve";
import { rowEnds } from "./row-ends";
import type { DefinitionSet } from "./set";
import { readTimes } from "./times";

export type RelationOutcome = { ok: true; relation: Relation } | { ok: false; reason: string };

/**
 * The rows of a source.
 *
 * @returns `null` for a source that is not made of files.
 */
export function sourceRelation(source: SourceDefinition): FilesRelation | null {
  if (source.type !== "file" || source.path === null) return null;
  const times = [source.event_time, source.created_time, source.valid_to];
  return {
    kind: "files",
    name: source.name,
    format: source.format ?? (/\.(csv|tsv)(\.gz)?$/i.test(source.path) ? "csv" : "parquet"),
    path: source.path,
    timezone: source.timezone,
    times: [...new Set(times.filter((column) => column !== null))],
    columns: source.columns,
  };
}

/**
 * The same definitions with every source as if it were a file of its own name, so that its rows can be put in place
 * wherever they come from (`mapFiles`).
 */
export function inlineSources(documents: DefinitionSet): DefinitionSet {
  const sources = [...documents.sources.values()].map((source): [string, SourceDefinition] => [
    source.name,
    { ...source, type: "file", format: "parquet", path: source.name, query: null },
  ]);
  return { ...documents, sources: new Map(sources) };
}

/**
 * A group's rows: join keys, event time, created time, what ends rows (see {@link rowEnds}), then its features under their
 * own names. Features that are derived per row (on demand) are not columns of it; a SELECT that reads the group by name
 * does not see what ends rows.
 *
 * @returns the relation, or the reason why the group's rows cannot be read directly: it is computed over windows or
 *   rolled up, its source holds no files, a name in it is unknown, or a feature hides a column that ends rows.
 */
export function groupRelation(group: FeatureGroupDefinition, documents: DefinitionSet): RelationOutcome {
  return relationOf(group, documents, [], true);
}

function relationOf(
  group: FeatureGroupDefinition,
  documents: DefinitionSet,
  path: readonly string[],
  withEnds: boolean,
): RelationOutcome {
  if (path.includes(group.name)) return refuse(`${[...path, group.name].join(" → ")} is a cycle`);
  const entity = documents.entities.get(group.entity);
  if (!entity) return refuse(`the entity ${group.entity} is not known`);
  const computation = computationOf(group);
  if (computation === "aggregations" || computation === "second_order") {
    return refuse(
      `${group.name} has no rows of its own to read: it is computed at the time that is asked for`,
    );
  }
  const input =
    computation === "transform"
      ? selectRelation(group, documents, [...path, group.name])
      : inputRelation(group.source ?? "", documents, [...path, group.name], withEnds);
  if (!input.ok) return input;
  const ends = withEnds ? rowEnds(group, documents) : { tombstone: null, validTo: null };
  const isEnd = (name: string) => name === ends.tombstone || name === ends.validTo;
  const hidden = group.features.find(({ name, column }) => isEnd(name) && (column ?? name) !== name);
  if (hidden) return refuse(`its feature ${hidden.name} hides the column ${hidden.name} that ends rows`);
  const { event_time, created_time } = readTimes(group, createResolver(documents, NO_FACTS));
  const names = [event_time, created_time, ends.tombstone, ends.validTo].filter((name) => name !== null);
  const plain = new Map<string, string | null>(entity.join_keys.map(({ name, type }) => [name, type]));
  for (const name of names) if (!plain.has(name)) plain.set(name, null);
  return {
    ok: true,
    relation: {
      kind: "columns",
      input: input.relation,
      columns: [
        ...[...plain].map(([name, type]) => ({ name, column: name, type })),
        ...group.features
          .filter((feature) => !plain.has(feature.name))
          .map(({ name, column, type }) => ({ name, column: column ?? name, type })),
      ],
    },
  };
}

/** The rows of a source or group by its name, as {@link sourceRelation} and {@link groupRelation} give them. */
export function tableRelation(name: string, documents: DefinitionSet): RelationOutcome {
  return inputRelation(name, documents, [], false);
}

function inputRelation(
  name: string,
  documents: DefinitionSet,
  path: readonly string[],
  withEnds: boolean,
): RelationOutcome {
  const source = documents.sources.get(name);
  if (source) {
    const relation = sourceRelation(source);
    return relation ? { ok: true, relation } : refuse(`the source ${name} holds no files (${source.type})`);
  }
  const group = documents.groups.get(name);
  return group
    ? relationOf(group, documents, path, withEnds)
    : refuse(`${name} is neither a source nor a group`);
}

function selectRelation(
  group: FeatureGroupDefinition,
  documents: DefinitionSet,
  path: readonly string[],
): RelationOutcome {
  const sql = group.transform ?? "";
  const inputs: Record<string, Relation> = {};
  for (const name of tableNamesIn(sql, documents)) {
    if (name === group.name) continue;
    const input = inputRelation(name, documents, path, false);
    if (!input.ok) return input;
    inputs[name] = input.relation;
  }
  return { ok: true, relation: { kind: "select", name: group.name, sql, inputs } };
}

/**
 * Names of sources and groups that a SELECT may read: every word of its text that names one. A superset is harmless,
 * the engine refuses what is missing.
 */
export function tableNamesIn(sql: string, documents: Pick<DefinitionSet, "sources" | "groups">): string[] {
  const words = new Set(sql.toLowerCase().match(/[a-z][a-z0-9_]*/g) ?? []);
  return [...words].filter((word) => documents.sources.has(word) || documents.groups.has(word));
}

function refuse(reason: string): RelationOutcome {
  return { ok: false, reason };
}
