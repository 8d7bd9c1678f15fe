import { canonicalJson, type Json } from "../canonical-json";
import type { VersionContent, VersionFeature } from "../definitions/canonical";
import type { VersionSnapshot } from "./identity";

/** One attribute that differs. Values are plain JSON; `null` means that there was or is none. */
export interface AttributeChange {
  attribute: string;
  from: Json;
  to: Json;
}

/** One feature of either version. A renamed feature is one row. */
export interface FeatureChange {
  featureId: string;
  /** `renamed` also when other attributes changed with the name. */
  change: "added" | "dropped" | "renamed" | "changed" | "unchanged";
  /** Its name in the later version; for a dropped feature, in the earlier one. */
  name: string;
  /** Its name in the earlier version; `null` for an added feature. */
  previousName: string | null;
  /** In the later version; for a dropped feature, in the earlier one. */
  nullable: boolean;
  /** For added and dropped features all attributes, with `null` on the side where there is none. */
  attributes: AttributeChange[];
}

/** The difference of two versions by meaning: order of features and formatting never show. */
export interface VersionDiff {
  /** Attributes of the group as a whole: entity, join_keys, event_time …, `rules.<name>`, `sources.<name>`. */
  groupChanges: AttributeChange[];
  /** One row for each feature of either version, in the alphabetical order of names. */
  features: FeatureChange[];
}

const GROUP_ATTRIBUTES = [
  "entity",
  "join_keys",
  "event_time",
  "created_time",
  "timezone",
  "tombstone",
  "ttl",
  "emit",
  "rows",
] as const;
/** Attributes of a feature that make a version, the name aside. */
export const FEATURE_ATTRIBUTES = [
  "type",
  "nullable",
  "default",
  "unit",
  "aliases",
  "constraints",
  "computation",
  "definition",
] as const;

/** Compares two versions of a group, any two, in either direction. Linear in the number of features. */
export function diffVersions(from: VersionSnapshot, to: VersionSnapshot): VersionDiff {
  const earlier = featuresById(from);
  const later = featuresById(to);
  const rows: FeatureChange[] = [];
  for (const [id, feature] of later) rows.push(compareFeature(id, earlier.get(id) ?? null, feature));
  for (const [id, feature] of earlier) if (!later.has(id)) rows.push(droppedFeature(id, feature));
  rows.sort((a, b) => (a.name === b.name ? (a.featureId < b.featureId ? -1 : 1) : a.name < b.name ? -1 : 1));
  return { groupChanges: compareGroup(from.content, to.content), features: rows };
}

/** @returns whether nothing differs. */
export function isEmptyDiff(diff: VersionDiff): boolean {
  return diff.groupChanges.length === 0 && diff.features.every(({ change }) => change === "unchanged");
}

function featuresById({ content, ids }: VersionSnapshot): Map<string, VersionFeature> {
  return new Map(
    content.features.map((feature) => {
      const id = ids.get(feature.name);
      if (id === undefined) throw new Error(`feature ${feature.name} has no id`);
      return [id, feature];
    }),
  );
}

function compareGroup(from: VersionContent, to: VersionContent): AttributeChange[] {
  const changes = GROUP_ATTRIBUTES.flatMap((attribute) =>
    compareValue(attribute, from[attribute] as Json, to[attribute] as Json),
  );
  const meanings = (content: VersionContent) =>
    new Map(content.sources.map(({ name, meaning }) => [name, meaning]));
  const rules = (content: VersionContent) => new Map(content.rules.map(({ name, ...rule }) => [name, rule]));
  return [
    ...changes,
    ...compareNamed("sources", meanings(from), meanings(to)),
    ...compareNamed("rules", rules(from), rules(to)),
  ];
}

function compareNamed(
  prefix: string,
  from: ReadonlyMap<string, Json>,
  to: ReadonlyMap<string, Json>,
): AttributeChange[] {
  const names = [...new Set([...from.keys(), ...to.keys()])].sort();
  return names.flatMap((name) =>
    compareValue(`${prefix}.${name}`, from.get(name) ?? null, to.get(name) ?? null),
  );
}

function compareValue(attribute: string, from: Json, to: Json): AttributeChange[] {
  return canonicalJson(from) === canonicalJson(to) ? [] : [{ attribute, from, to }];
}

function compareFeature(featureId: string, from: VersionFeature | null, to: VersionFeature): FeatureChange {
  const attributes = FEATURE_ATTRIBUTES.flatMap((attribute) =>
    compareValue(attribute, from === null ? null : (from[attribute] as Json), to[attribute] as Json),
  );
  const row = {
    featureId,
    name: to.name,
    previousName: from?.name ?? null,
    nullable: to.nullable,
    attributes,
  };
  if (from === null) return { ...row, change: "added" };
  if (from.name !== to.name) return { ...row, change: "renamed" };
  return { ...row, change: attributes.length > 0 ? "changed" : "unchanged" };
}

function droppedFeature(featureId: string, feature: VersionFeature): FeatureChange {
  const attributes = FEATURE_ATTRIBUTES.flatMap((attribute) =>
    compareValue(attribute, feature[attribute] as Json, null),
  );
  const { name, nullable } = feature;
  return { featureId, change: "dropped", name, previousName: name, nullable, attributes };
}
