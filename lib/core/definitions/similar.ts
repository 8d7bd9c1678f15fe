import type { FeatureGroupDefinition } from "../model/definitions";
import type { ResolvedFeature } from "./features";
import type { Resolver } from "./resolve";
import { editDistance } from "./suggest";

/** A feature with its group, as candidates are kept. */
interface Candidate {
  group: string;
  feature: ResolvedFeature;
}

/** Features by what they compute and by what they are called. */
export interface FeatureIndex {
  byMeaning: ReadonlyMap<string, readonly Candidate[]>;
  byName: ReadonlyMap<string, readonly Candidate[]>;
  byLetters: ReadonlyMap<string, readonly Candidate[]>;
}

/** Sorts all features of a project by meaning and name, in linear time. */
export function featureIndex(resolver: Resolver): FeatureIndex {
  const index = {
    byMeaning: new Map<string, Candidate[]>(),
    byName: new Map<string, Candidate[]>(),
    byLetters: new Map<string, Candidate[]>(),
  };
  for (const group of resolver.set.groups.values()) {
    for (const feature of resolver.features(group.name)) {
      const candidate = { group: group.name, feature };
      add(index.byMeaning, meaningOf(group, feature, resolver), candidate);
      add(index.byName, `${group.entity} ${nameSignature(feature.name)}`, candidate);
      add(index.byLetters, letterKey(group.entity, feature), candidate);
    }
  }
  return index;
}

/**
 * Features of a group that look like one that exists elsewhere: computed in the same way from the same rows, or
 * of one entity with a name that differs only in the order of its words, in a synonym (avg, mean) or in one letter.
 *
 * @returns one finding for each such feature, the likeliest twin in its message.
 */
export function similarFeature(
  group: FeatureGroupDefinition,
  index: FeatureIndex,
  resolver: Resolver,
): { path: (string | number)[]; message: string }[] {
  const findings: { path: (string | number)[]; message: string }[] = [];
  const listed = new Map(group.features.map(({ name }, position) => [name, position]));
  for (const feature of resolver.features(group.name)) {
    const position = listed.get(feature.name);
    const path = position === undefined ? [] : ["features", position];
    const isOther = (other: Candidate) => other.group !== group.name || other.feature.name < feature.name;
    const twin = (index.byMeaning.get(meaningOf(group, feature, resolver)) ?? []).find(isOther);
    if (twin) {
      findings.push({
        path,
        message: `${feature.name} computes the same as ${nameOf(twin)}. Use that one, or say in silence why there are two.`,
      });
      continue;
    }
    const isElsewhere = (other: Candidate) => other.group !== group.name;
    const namesake =
      (index.byName.get(`${group.entity} ${nameSignature(feature.name)}`) ?? []).find(isElsewhere) ??
      nearName(group, feature, index);
    if (namesake) {
      findings.push({
        path,
        message: `${feature.name} sounds like ${nameOf(namesake)}, which describes ${group.entity} too. Use that one, or give this one a name that tells them apart.`,
      });
    }
  }
  return findings;
}

function nearName(
  group: FeatureGroupDefinition,
  feature: ResolvedFeature,
  index: FeatureIndex,
): Candidate | undefined {
  if (feature.name.length < 6) return undefined;
  const candidates = index.byLetters.get(letterKey(group.entity, feature)) ?? [];
  return candidates.find(
    (other) => other.group !== group.name && editDistance(other.feature.name, feature.name) === 1,
  );
}

function nameOf({ group, feature }: Candidate): string {
  return `${group}:${feature.name}`;
}

/** Same text, same values: the rows that are read, their keys, and the computation. */
function meaningOf(group: FeatureGroupDefinition, feature: ResolvedFeature, resolver: Resolver): string {
  const isOpaque = feature.computation === "on_demand" || feature.definition.startsWith("output ");
  if (isOpaque) return `${group.name}:${feature.name}`;
  return [
    group.entity,
    feature.computation,
    [...resolver.reads(group.name)].sort().join(" "),
    selectRows(group),
    feature.definition,
  ].join("\n");
}

/** Transforms over the same tables may still filter differently; only whole texts tell. */
function selectRows(group: FeatureGroupDefinition): string {
  return (
    /\b(?:where|join|group|having|qualify|limit|with|sample)\b[\s\S]*/i.exec(group.transform ?? "")?.[0] ?? ""
  )
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

const SYNONYMS: Partial<Record<string, string>> = {
  avg: "mean",
  average: "mean",
  cnt: "count",
  num: "count",
  n: "count",
  number: "count",
  total: "sum",
  maximum: "max",
  minimum: "min",
  amt: "amount",
  pct: "percent",
  perc: "percent",
  "1d": "24h",
  "1w": "7d",
  "4w": "28d",
};
const FILLERS = new Set(["of", "the", "a", "per", "in", "by", "last"]);

/** The words of a name in alphabetical order, synonyms and plurals unified. */
export function nameSignature(name: string): string {
  const words = name.split("_").filter((word) => !FILLERS.has(word));
  return words
    .map((word) => SYNONYMS[word] ?? singular(word))
    .sort()
    .join(" ");
}

function singular(word: string): string {
  return /[a-z]{3,}[^isu]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Names one letter apart share the entity, the type, the digits and the first letters, so only those are compared. */
function letterKey(entity: string, feature: ResolvedFeature): string {
  return [entity, feature.type, feature.name.replace(/\D+/g, " "), feature.name.slice(0, 2)].join(" ");
}

function add(map: Map<string, Candidate[]>, key: string, candidate: Candidate) {
  const list = map.get(key);
  if (list) list.push(candidate);
  else map.set(key, [candidate]);
}
