import "server-only";
import { type ComputeSetting, pinnedMembers } from "@/lib/core/definitions/group-compute";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import { parseFeatureRef } from "@/lib/core/model/ref";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion } from "@/lib/store/group-views";

/** The versions that a group's rollups pin, and those that these pin in turn. Versions that do not exist are left out. */
export async function loadPinned(
  db: Db,
  projectId: string,
  group: FeatureGroupDefinition,
  documents: DefinitionSet,
): Promise<ComputeSetting["pinned"]> {
  return pinnedBy(db, projectId, [group], documents);
}

/** The same for all groups of a project together. */
export async function loadAllPinned(
  db: Db,
  projectId: string,
  documents: DefinitionSet,
): Promise<ComputeSetting["pinned"]> {
  return pinnedBy(db, projectId, [...documents.groups.values()], documents);
}

async function pinnedBy(
  db: Db,
  projectId: string,
  groups: readonly FeatureGroupDefinition[],
  documents: DefinitionSet,
): Promise<ComputeSetting["pinned"]> {
  const found = new Map<string, FeatureGroupDefinition>();
  const seen = new Set<string>();
  const waiting = [...groups];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const { group: name, version } of pinnedMembers(one)) {
      const key = `${name}@v${version}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const owner = await findGroup(db, projectId, name);
      const published = owner && (await findVersion(db, owner.id, version));
      if (!published) continue;
      found.set(key, published.document);
      waiting.push(published.document);
    }
    for (const { feature } of one.second_order ?? []) {
      const ref = parseFeatureRef(feature);
      const latest = ref?.version === null ? documents.groups.get(ref.group) : undefined;
      if (!latest || seen.has(latest.name)) continue;
      seen.add(latest.name);
      waiting.push(latest);
    }
  }
  return found;
}
