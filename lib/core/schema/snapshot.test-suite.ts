import fc from "fast-check";
import type { Json } from "../canonical-json";
import type { VersionContent, VersionFeature } from "../definitions/canonical";
import type { AttributeChange, VersionDiff } from "./diff";
import type { VersionSnapshot } from "./identity";

export const versionFeature = (name: string, over: Partial<VersionFeature> = {}): VersionFeature => ({
  name,
  type: "float64",
  nullable: true,
  default: null,
  unit: null,
  aliases: [],
  constraints: null,
  computation: "source",
  definition: `column "${name}"`,
  ...over,
});

export const content = (over: Partial<VersionContent> = {}): VersionContent => ({
  entity: "airport",
  join_keys: [{ name: "origin", type: "string" }],
  event_time: "departed_at",
  created_time: null,
  timezone: "UTC",
  tombstone: null,
  ttl: null,
  emit: null,
  rows: "rows of flights",
  sources: [{ name: "flights", meaning: "{}" }],
  rules: [],
  features: [versionFeature("delay"), versionFeature("distance")],
  ...over,
});

/** The ids of features are their names, unless said otherwise. */
export const snapshot = (
  over: Partial<VersionContent> = {},
  ids: Record<string, string> = {},
): VersionSnapshot => {
  const own = content(over);
  return { content: own, ids: new Map(own.features.map(({ name }) => [name, ids[name] ?? name])) };
};

const name = fc.constantFrom("a", "b", "c", "d", "e");
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const scalar = fc.constantFrom(null, 0, 1, "x", true);
const anyFeature = (id: string): fc.Arbitrary<{ id: string; feature: VersionFeature }> =>
  fc
    .record({
      name,
      type: fc.constantFrom("int32", "int64", "float64", "string"),
      nullable: fc.boolean(),
      default: scalar,
      unit: orNull(fc.constantFrom("m", "s")),
      aliases: fc.subarray(["x", "y"]),
      constraints: orNull(
        fc.record({
          min: scalar,
          max: scalar,
          allowed: orNull(fc.subarray<string | number>(["p", "q", 1], { minLength: 1 })),
          pattern: orNull(fc.constant("z")),
          min_length: orNull(fc.nat(3)),
          max_length: orNull(fc.nat(3)),
        }),
      ),
      computation: fc.constantFrom("source" as const, "transform" as const),
      definition: fc.constantFrom("one", "two"),
    })
    .map((feature) => ({ id, feature }));

/** Any version; two of them share features by id, under the same name or another. */
export const anySnapshot: fc.Arbitrary<VersionSnapshot> = fc
  .record({
    features: fc.tuple(...["1", "2", "3", "4", "5"].map((id) => orNull(anyFeature(id)))),
    entity: fc.constantFrom("airport", "state"),
    join_keys: fc.subarray(
      [
        { name: "k", type: "int64" },
        { name: "l", type: "string" },
      ],
      { minLength: 1 },
    ),
    event_time: orNull(fc.constantFrom("t", "u")),
    created_time: orNull(fc.constantFrom("t", "u")),
    timezone: orNull(fc.constant("UTC")),
    tombstone: orNull(fc.constant("gone")),
    ttl: orNull(fc.constantFrom("1h", "7d")),
    emit: orNull(fc.constant("1h")),
    rows: fc.constantFrom("rows of a", "rows of b"),
    sources: fc
      .subarray(["a", "b"])
      .chain((names) =>
        fc.tuple(...names.map((own) => fc.constantFrom("x", "y").map((meaning) => ({ name: own, meaning })))),
      ),
    rules: fc
      .subarray(["r", "s"])
      .chain((names) =>
        fc.tuple(
          ...names.map((own) =>
            fc
              .constantFrom("p", "q")
              .map((expression) => ({ name: own, expression, severity: "error" as const })),
          ),
        ),
      ),
  })
  .map(({ features, ...rest }) => {
    const taken = new Set<string>();
    const kept = features
      .filter((one) => one !== null && !taken.has(one.feature.name) && taken.add(one.feature.name))
      .filter((one) => one !== null);
    kept.sort((a, b) => (a.feature.name < b.feature.name ? -1 : 1));
    return {
      content: { ...rest, features: kept.map(({ feature }) => feature) },
      ids: new Map(kept.map(({ id, feature }) => [feature.name, id])),
    };
  });

/** What a diff says, done to the version it starts from. */
export function applyDiff(from: VersionSnapshot, diff: VersionDiff): VersionSnapshot {
  const own: Record<string, unknown> = { ...from.content };
  own.sources = applyNamed(
    "sources",
    from.content.sources.map(({ name: key, meaning }) => [key, meaning]),
    diff.groupChanges,
  ).map(([key, meaning]) => ({ name: key, meaning }));
  own.rules = applyNamed(
    "rules",
    from.content.rules.map(({ name: key, ...rule }) => [key, rule]),
    diff.groupChanges,
  ).map(([key, rule]) => ({ name: key, ...(rule as object) }));
  for (const { attribute, to } of diff.groupChanges) if (!attribute.includes(".")) own[attribute] = to;
  const before = new Map(from.content.features.map((feature) => [from.ids.get(feature.name), feature]));
  const features: VersionFeature[] = [];
  const ids = new Map<string, string>();
  for (const row of diff.features) {
    if (row.change === "dropped") continue;
    const start = before.get(row.featureId) ?? {
      ...versionFeature(row.name),
      default: null,
      unit: null,
      constraints: null,
    };
    const changes = Object.fromEntries(row.attributes.map(({ attribute, to }) => [attribute, to]));
    features.push({ ...start, ...changes, name: row.name } as VersionFeature);
    ids.set(row.name, row.featureId);
  }
  features.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { content: { ...own, features } as unknown as VersionContent, ids };
}

function applyNamed(
  prefix: string,
  entries: [string, unknown][],
  changes: readonly AttributeChange[],
): [string, Json][] {
  const map = new Map(entries as [string, Json][]);
  for (const { attribute, to } of changes) {
    if (!attribute.startsWith(`${prefix}.`)) continue;
    const key = attribute.slice(prefix.length + 1);
    if (to === null) map.delete(key);
    else map.set(key, to);
  }
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
