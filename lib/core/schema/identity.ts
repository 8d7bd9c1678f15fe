import type { VersionContent } from "../definitions/canonical";

/** A version's content with the stable id of each feature: what diffs compare. */
export interface VersionSnapshot {
  content: VersionContent;
  /** Feature id by the feature's name. */
  ids: ReadonlyMap<string, string>;
}

/** A feature of an earlier version. */
export interface KnownFeature {
  id: string;
  name: string;
}

/**
 * Gives each feature of a new version its stable id: the id of the earlier feature with the same name, else of
 * the one it was renamed from, else a new one. An earlier id is given once: a name that stays wins over a rename.
 * A dropped feature's id never comes back, even when its name does.
 *
 * @param features in the order of the group; `renamed_from` is `null` where nothing was renamed.
 * @param newId makes the id of a new feature; called once for each, in order.
 * @returns ids by feature name; as many as there are features.
 */
export function assignFeatureIds(
  earlier: readonly KnownFeature[],
  features: readonly { name: string; renamed_from: string | null }[],
  newId: (name: string) => string,
): Map<string, string> {
  const byName = new Map(earlier.map(({ id, name }) => [name, id]));
  const names = new Set(features.map(({ name }) => name));
  const renamed = new Set<string>();
  const ids = new Map<string, string>();
  for (const { name, renamed_from } of features) {
    const kept = byName.get(name);
    const moved =
      renamed_from === null || names.has(renamed_from) || renamed.has(renamed_from)
        ? undefined
        : byName.get(renamed_from);
    if (kept === undefined && moved !== undefined && renamed_from !== null) renamed.add(renamed_from);
    ids.set(name, kept ?? moved ?? newId(name));
  }
  return ids;
}
