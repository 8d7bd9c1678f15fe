import "server-only";
import type {
  EntityDefinition,
  FeatureServiceDefinition,
  SourceDefinition,
} from "@/lib/core/model/definitions";
import type { Db } from "./client";
import { tagsOf } from "./group-views";

export interface ObjectView<Document> {
  id: string;
  name: string;
  description: string | null;
  owner: { id: string; name: string } | null;
  tags: string[];
  document: Document;
  createdAt: Date;
  /** Since when it has been as it is now. */
  validFrom: Date;
  retiredAt: Date | null;
}

interface Row {
  id: string;
  name: string;
  description: string | null;
  ownerTeamId: string | null;
  definition: unknown;
  createdAt: Date;
  validFrom: Date;
  retiredAt?: Date | null;
}

export async function findEntity(db: Db, projectId: string, name: string) {
  return await viewOf<EntityDefinition>(
    db,
    await db.entity.findUnique({ where: { projectId_name: { projectId, name } } }),
  );
}

/** Every entity of the project that has a parent, with that parent and the feature that names it. */
export async function listEntityParents(
  db: Db,
  projectId: string,
): Promise<Map<string, { entity: string; from: string }>> {
  const rows = await db.entity.findMany({
    where: { projectId, retiredAt: null },
    select: { name: true, definition: true },
    orderBy: { name: "asc" },
  });
  return new Map(
    rows.flatMap(({ name, definition }) => {
      const { parent } = definition as unknown as EntityDefinition;
      return parent ? [[name, parent] as const] : [];
    }),
  );
}

export async function findSource(db: Db, projectId: string, name: string) {
  return await viewOf<SourceDefinition>(
    db,
    await db.source.findUnique({ where: { projectId_name: { projectId, name } } }),
  );
}

export async function findService(db: Db, projectId: string, name: string) {
  const row = await db.featureService.findUnique({ where: { projectId_name: { projectId, name } } });
  const view = await viewOf<FeatureServiceDefinition>(db, row);
  if (!view || !row) return null;
  const consumers = await db.consumer.findMany({ where: { serviceId: row.id }, orderBy: { name: "asc" } });
  return {
    ...view,
    lifecycle: { state: row.lifecycle, at: row.lifecycleAt, by: row.lifecycleBy },
    consumers: consumers.map(({ id, name, type, ownerTeamId }) => ({ id, name, type, ownerTeamId })),
  };
}

async function viewOf<Document>(db: Db, row: Row | null): Promise<ObjectView<Document> | null> {
  if (!row) return null;
  const [owner, tags] = await Promise.all([
    row.ownerTeamId
      ? db.team.findUnique({ where: { id: row.ownerTeamId }, select: { id: true, name: true } })
      : null,
    tagsOf(db, row.id),
  ]);
  const { id, name, description, createdAt, validFrom } = row;
  return {
    id,
    name,
    description,
    owner,
    tags,
    document: row.definition as Document,
    createdAt,
    validFrom,
    retiredAt: row.retiredAt ?? null,
  };
}

/** One feature by name within its group: the living one, else the one dropped last. */
export async function findFeature(db: Db, groupId: string, name: string) {
  return await db.feature.findFirst({
    where: { groupId, name },
    orderBy: [{ droppedVersion: { sort: "desc", nulls: "first" } }],
  });
}

/** The versions a feature stands in, newest first, under the name and type it has there. */
export async function listFeatureVersions(db: Db, featureId: string) {
  const rows = await db.versionFeature.findMany({
    where: { featureId },
    include: { version: { select: { number: true, level: true, createdAt: true, createdBy: true } } },
    orderBy: { version: { number: "desc" } },
  });
  return rows.map(({ name, type, nullable, version }) => ({ name, type, nullable, ...version }));
}
