import "server-only";
import type { VersionContent } from "@/lib/core/definitions/canonical";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { Change } from "./change";
import { replaceTags, type Saving } from "./definitions";

/** One feature of a version, as stored: what it is, and whatever else its definition says, in `details`. */
export interface StoredFeature {
  id: string;
  name: string;
  type: string;
  nullable: boolean;
  computation: string;
  description: string | null;
  tags: string[];
  details: object;
}

export interface NewVersion {
  number: number;
  level: "breaking" | "minor";
  message: string | null;
  /** The version-making part of the definition, and its digest. */
  content: VersionContent;
  digest: string;
  /** In the order of the definition. */
  features: StoredFeature[];
}

export interface GroupSaving extends Saving<FeatureGroupDefinition> {
  entityId: string;
  /** `null` = only what is audited changed. */
  version: NewVersion | null;
}

/** Writes a group as it is now and, where there is one, its new version with its schema. */
export async function saveGroup(change: Change, saving: GroupSaving): Promise<string> {
  const { db, at } = change;
  const id = saving.id ?? change.newId();
  const { document } = saving;
  const present = saving.id === null ? null : await db.featureGroup.findUniqueOrThrow({ where: { id } });
  const lifecycle = document.lifecycle ?? present?.lifecycle ?? "active";
  const data = {
    projectId: saving.projectId,
    entityId: saving.entityId,
    name: document.name,
    description: document.description,
    ownerTeamId: saving.ownerTeamId,
    definition: document as object,
    digest: saving.digest,
    latestVersion: saving.version?.number ?? present?.latestVersion ?? 1,
    ...(present?.lifecycle === lifecycle
      ? {}
      : { lifecycle, lifecycleAt: at, lifecycleBy: change.actorName }),
  };
  if (present) await db.featureGroup.update({ where: { id }, data });
  else {
    const since = { lifecycle, lifecycleAt: at, lifecycleBy: change.actorName };
    await db.featureGroup.create({ data: { id, ...data, ...since, createdAt: at } });
  }
  await replaceTags(change, id, "group", document.tags);
  if (saving.version) await saveVersion(change, id, saving, saving.version);
  return id;
}

async function saveVersion(change: Change, groupId: string, saving: GroupSaving, version: NewVersion) {
  const { db, at, newId } = change;
  const versionId = newId();
  await db.featureGroupVersion.create({
    data: {
      id: versionId,
      groupId,
      number: version.number,
      level: version.level,
      digest: version.digest,
      definition: saving.document as object,
      content: version.content as object,
      message: version.message,
      createdBy: change.actorName,
      createdAt: at,
    },
  });
  await saveFeatures(change, groupId, version);
  await db.versionFeature.createMany({
    data: version.features.map(
      ({ id, name, type, nullable, computation, description, details }, position) => ({
        versionId,
        featureId: id,
        position,
        name,
        type,
        nullable,
        details: { ...details, computation, description },
      }),
    ),
  });
}

/** Brings the features of a group up to the given list; those not on it count as dropped by this version. */
export async function saveFeatures(
  change: Change,
  groupId: string,
  { number, features }: Pick<NewVersion, "number" | "features">,
) {
  const { db, at } = change;
  const present = new Map((await db.feature.findMany({ where: { groupId } })).map((row) => [row.id, row]));
  for (const [position, feature] of features.entries()) {
    const { id, name, type, description, computation } = feature;
    const data = { name, type, description, computation, position, droppedVersion: null };
    if (present.has(id)) await db.feature.update({ where: { id }, data });
    else await db.feature.create({ data: { id, groupId, ...data, firstVersion: number, createdAt: at } });
    await replaceTags(change, id, "feature", feature.tags);
  }
  const kept = new Set(features.map((feature) => feature.id));
  const dropped = [...present.values()].filter((row) => !kept.has(row.id) && row.droppedVersion === null);
  await db.feature.updateMany({
    where: { id: { in: dropped.map((row) => row.id) } },
    data: { droppedVersion: number },
  });
}

/** Brings what is only audited about features (description, tags) up to date, without a new version. */
export async function refreshFeatures(change: Change, features: readonly StoredFeature[]) {
  for (const { id, description, tags } of features) {
    await change.db.feature.update({ where: { id }, data: { description } });
    await replaceTags(change, id, "feature", tags);
  }
}

/** Moves a group and its document together. @returns false when the group was no longer in the state `from`. */
export async function setGroupLifecycle(
  { db, at, actorName }: Change,
  groupId: string,
  { from, lifecycle, note }: { from: string; lifecycle: string; note: string | null },
): Promise<boolean> {
  const present = await db.featureGroup.findUnique({ where: { id: groupId } });
  if (present?.lifecycle !== from) return false;
  const definition = { ...(present.definition as object), lifecycle };
  await db.featureGroup.update({
    where: { id: groupId },
    data: { lifecycle, lifecycleAt: at, lifecycleBy: actorName, lifecycleNote: note, definition },
  });
  return true;
}
