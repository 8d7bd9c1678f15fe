import "server-only";
import type { VersionContent } from "@/lib/core/definitions/canonical";
import type { FeatureGroupDefinition, Lifecycle } from "@/lib/core/model/definitions";
import type { Db } from "./client";

export interface GroupView {
  id: string;
  name: string;
  description: string | null;
  owner: { id: string; name: string } | null;
  entity: { name: string; joinKeys: { name: string; type: string }[] };
  tags: string[];
  lifecycle: { state: Lifecycle; at: Date; by: string; note: string | null };
  latestVersion: number;
  document: FeatureGroupDefinition;
  createdAt: Date;
}

type FoundGroup = Omit<GroupView, "owner" | "entity" | "lifecycle"> &
  GroupView["lifecycle"] & {
    ownerId: string | null;
    ownerName: string | null;
    entity: string;
    joinKeys: GroupView["entity"]["joinKeys"] | null;
  };

export interface FeatureView {
  id: string;
  name: string;
  type: string;
  nullable: boolean;
  computation: string;
  description: string | null;
  tags: string[];
  /** The version that brought it. */
  firstVersion: number;
  /** What else its definition says: unit, default, aliases, constraints, interval … */
  details: Record<string, unknown>;
}

export interface VersionView {
  id: string;
  number: number;
  level: "breaking" | "minor";
  digest: string;
  message: string | null;
  createdBy: string;
  createdAt: Date;
  featureCount: number;
}

/** A group as it is at the moment of the read. One statement: every tab of its page asks. */
export async function findGroup(db: Db, projectId: string, name: string): Promise<GroupView | null> {
  const [row] = await db.$queryRaw<FoundGroup[]>`
    SELECT g.id, g.name, g.description, g.definition AS document, g.created_at AS "createdAt",
      g.latest_version AS "latestVersion", t.id AS "ownerId", t.name AS "ownerName", e.name AS entity,
      (SELECT jsonb_agg(jsonb_build_object('name', k.name, 'type', k.type) ORDER BY k.position)
        FROM join_key k WHERE k.entity_id = e.id) AS "joinKeys",
      ARRAY(SELECT CASE x.value WHEN '' THEN x.key ELSE x.key || ': ' || x.value END
        FROM tag x WHERE x.object_id = g.id ORDER BY x.key, x.value) AS tags,
      g.lifecycle AS state, g.lifecycle_at AS at, g.lifecycle_by AS by, g.lifecycle_note AS note
    FROM feature_group g JOIN entity e ON e.id = g.entity_id LEFT JOIN team t ON t.id = g.owner_team_id
    WHERE g.project_id = ${projectId}::uuid AND g.name = ${name}`;
  if (!row) return null;
  const { ownerId, ownerName, entity, joinKeys, state, at, by, note, ...group } = row;
  return {
    ...group,
    owner: ownerId === null || ownerName === null ? null : { id: ownerId, name: ownerName },
    entity: { name: entity, joinKeys: joinKeys ?? [] },
    lifecycle: { state, at, by, note },
  };
}

/** Versions of a group, newest first. */
export async function listVersions(db: Db, groupId: string): Promise<VersionView[]> {
  const rows = await db.featureGroupVersion.findMany({
    where: { groupId },
    orderBy: { number: "desc" },
    include: { _count: { select: { features: true } } },
  });
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    level: row.level as VersionView["level"],
    digest: row.digest,
    message: row.message,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    featureCount: row._count.features,
  }));
}

/** The definition and schema of one version as published, or `null`. Tags are those of today. */
export async function findVersion(db: Db, groupId: string, number: number) {
  const row = await db.featureGroupVersion.findUnique({
    where: { groupId_number: { groupId, number } },
    include: { features: { orderBy: { position: "asc" } } },
  });
  if (!row) return null;
  const ids = row.features.map((feature) => feature.featureId);
  const [tags, origins] = await Promise.all([
    tagsByObject(db, ids),
    db.feature.findMany({ where: { id: { in: ids } }, select: { id: true, firstVersion: true } }),
  ]);
  const firstVersions = new Map(origins.map((origin) => [origin.id, origin.firstVersion]));
  return {
    id: row.id,
    number: row.number,
    level: row.level as VersionView["level"],
    digest: row.digest,
    message: row.message,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    document: row.definition as unknown as FeatureGroupDefinition,
    content: row.content as unknown as VersionContent,
    features: row.features.map((feature): FeatureView => {
      const { computation, description, ...details } = feature.details as Record<string, unknown>;
      return {
        id: feature.featureId,
        name: feature.name,
        type: feature.type,
        nullable: feature.nullable,
        computation: String(computation),
        description: (description as string | null) ?? null,
        tags: tags.get(feature.featureId) ?? [],
        firstVersion: firstVersions.get(feature.featureId) ?? row.number,
        details,
      };
    }),
  };
}

export type VersionWithSchema = NonNullable<Awaited<ReturnType<typeof findVersion>>>;

export async function tagsOf(db: Db, objectId: string): Promise<string[]> {
  return (await tagsByObject(db, [objectId])).get(objectId) ?? [];
}

async function tagsByObject(db: Db, objectIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db.tag.findMany({
    where: { objectId: { in: [...objectIds] } },
    orderBy: [{ key: "asc" }, { value: "asc" }],
  });
  const byObject = new Map<string, string[]>();
  for (const { objectId, key, value } of rows) {
    const list = byObject.get(objectId) ?? [];
    list.push(value === "" ? key : `${key}: ${value}`);
    byObject.set(objectId, list);
  }
  return byObject;
}
