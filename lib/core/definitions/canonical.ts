import { canonicalJson, type Json } from "../canonical-json";
import type {
  ColumnDefinition,
  ConstraintsDefinition,
  Definition,
  FeatureGroupDefinition,
  RuleDefinition,
  Scalar,
} from "../model/definitions";
import { computationOf } from "../model/definitions";
import { canonicalDuration } from "../model/duration";
import type { FeatureComputation, ResolvedFeature } from "./features";
import type { Resolver } from "./resolve";
import { splitSelect } from "./select";
import { canonicalSql } from "./sql";
import { readTimes } from "./times";

/** One feature as a version of its group holds it: everything that makes a version, nothing that is only audited. */
export interface VersionFeature {
  name: string;
  type: string;
  nullable: boolean;
  default: Scalar;
  unit: string | null;
  /** In alphabetical order. */
  aliases: string[];
  constraints: ConstraintsDefinition | null;
  computation: FeatureComputation;
  /** Canonical text of how the values come about. */
  definition: string;
}

/**
 * The part of a group that makes a version: plain JSON, the same for any formatting of its files and its SQL and
 * for any order of its features. What it depends on (keys of the entity, zone and place of its sources) is
 * part of it, so that a version says by itself what it meant.
 */
export interface VersionContent {
  entity: string;
  join_keys: ColumnDefinition[];
  event_time: string | null;
  created_time: string | null;
  timezone: string | null;
  tombstone: string | null;
  /** In its canonical spelling, as `emit` is. */
  ttl: string | null;
  emit: string | null;
  /** Canonical text of which rows there are. */
  rows: string;
  /** What each source that is read directly stands for, by name. */
  sources: { name: string; meaning: string }[];
  /** In alphabetical order. */
  rules: RuleDefinition[];
  /** In alphabetical order. */
  features: VersionFeature[];
}

/** @returns the version-making content of a group. Types that cannot be derived are `unknown`. */
export function versionContent(group: FeatureGroupDefinition, resolver: Resolver): VersionContent {
  const { event_time, created_time, timezone } = readTimes(group, resolver);
  return {
    entity: group.entity,
    join_keys: (resolver.set.entities.get(group.entity)?.join_keys ?? []).map(({ name, type }) => ({
      name,
      type,
    })),
    event_time,
    created_time,
    timezone: event_time === null ? null : timezone,
    tombstone: group.tombstone,
    ttl: group.ttl && canonicalDuration(group.ttl),
    emit: group.emit && canonicalDuration(group.emit),
    rows: rowsText(group, resolver),
    sources: sourceMeanings(group, resolver),
    rules: group.rules.map((rule) => ({ ...rule, expression: canonicalSql(rule.expression) })).sort(byName),
    features: resolver.features(group.name).map(versionFeature).sort(byName),
  };
}

/** The text whose digest names a version: equal texts, equal versions. */
export function versionText(content: VersionContent): string {
  return canonicalJson(content as unknown as Json);
}

/**
 * The text of everything about an object that is only audited. For groups: description, owner, tags, lifecycle,
 * online, schedule, SLA, compatibility, silenced warnings, and the words about features. For other kinds: all.
 */
export function auditedText(document: Definition): string {
  return canonicalJson(auditedPart(document) as Json);
}

/** @returns the part of a document that {@link auditedText} writes down. */
export function auditedPart(document: Definition): Record<string, unknown> {
  if (document.kind !== "feature_group") return sortedLists({ ...document });
  const { description, owner, tags, lifecycle, online, schedule, sla, compatibility, silence } = document;
  const features = featureWords(document).sort(byName);
  return sortedLists({
    description,
    owner,
    tags,
    lifecycle,
    online,
    schedule,
    sla,
    compatibility,
    silence,
    features,
  });
}

/** What a group says about its features in words, for those about which it says something. */
export function featureWords(
  group: FeatureGroupDefinition,
): { name: string; description: string | null; tags: string[] }[] {
  const stored = group.features.map(({ name, description, tags }) => ({
    name,
    description,
    tags: [...tags].sort(),
  }));
  const onDemand = group.on_demand.map(({ name, description }) => ({ name, description, tags: [] }));
  return [...stored, ...onDemand].filter(({ description, tags }) => description !== null || tags.length > 0);
}

/** Tags, silenced rules and members are sets: their order says nothing. */
function sortedLists(part: Record<string, unknown>): Record<string, unknown> {
  const sorted = { ...part };
  for (const key of ["tags", "silence", "members"]) {
    const list = sorted[key];
    if (Array.isArray(list)) sorted[key] = [...list].sort();
  }
  return sorted;
}

function versionFeature(feature: ResolvedFeature): VersionFeature {
  const { name, type, nullable, unit, aliases, constraints, computation, definition } = feature;
  return {
    name,
    type: type ?? "unknown",
    nullable,
    default: feature.default,
    unit,
    aliases: [...aliases].sort(),
    constraints: constraints && sortedAllowed(constraints),
    computation,
    definition,
  };
}

function sortedAllowed(constraints: ConstraintsDefinition): ConstraintsDefinition {
  if (!constraints.allowed) return constraints;
  const texts = new Map(constraints.allowed.map((value) => [JSON.stringify(value), value]));
  return {
    ...constraints,
    allowed: [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value),
  };
}

function rowsText(group: FeatureGroupDefinition, resolver: Resolver): string {
  const computation = computationOf(group);
  if (computation === "second_order") return "rollup";
  if (computation !== "transform") return `rows of ${group.source}`;
  const split = splitSelect(group.transform ?? "");
  if (!split) return `select ${canonicalSql(group.transform ?? "")}`;
  const keys = (resolver.set.entities.get(group.entity)?.join_keys ?? []).map(({ name }) => name);
  const shared = [...keys, group.event_time, group.created_time, group.tombstone].filter(
    (name) => name !== null,
  );
  const columns = shared.map((name) => {
    const item = split.items.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return `${name} := ${item?.definition ?? "?"}`;
  });
  return `select ${split.rows} | ${columns.join(" | ")}`;
}

function sourceMeanings(group: FeatureGroupDefinition, resolver: Resolver): VersionContent["sources"] {
  const sources = resolver
    .reads(group.name)
    .map((name) => resolver.set.sources.get(name))
    .filter((source) => source !== undefined);
  return sources
    .map(({ name, type, path, format, query, valid_to }) => ({
      name,
      meaning: canonicalJson({
        type,
        path,
        format,
        query: query === null ? null : canonicalSql(query),
        valid_to,
      }),
    }))
    .sort(byName);
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
