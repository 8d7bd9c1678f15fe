import "server-only";
import type { Db } from "./client";

/** A group of a project with the features of its latest version, as lists need them. */
export interface GroupFeatures {
  name: string;
  latestVersion: number;
  lifecycle: string;
  entity: { name: string; keys: string[] };
  /** In the order of the definition. */
  features: { name: string; type: string; description: string | null; computation: string }[];
}

/** Groups of a project by name, retired ones left out, with what they give now. */
export async function listGroupFeatures(db: Db, projectId: string): Promise<GroupFeatures[]> {
  const rows = await db.featureGroup.findMany({
    where: { projectId, lifecycle: { not: "retired" } },
    orderBy: { name: "asc" },
    select: {
      name: true,
      latestVersion: true,
      lifecycle: true,
      entity: {
        select: { name: true, joinKeys: { orderBy: { position: "asc" }, select: { name: true } } },
      },
      features: {
        where: { droppedVersion: null },
        orderBy: { position: "asc" },
        select: { name: true, type: true, description: true, computation: true },
      },
    },
  });
  return rows.map(({ entity, ...row }) => ({
    ...row,
    entity: { name: entity.name, keys: entity.joinKeys.map((key) => key.name) },
  }));
}

/** Names of features that this version of a group, or an earlier one, dropped: they stay reserved. */
export async function listNamesDroppedBy(db: Db, groupId: string, version: number): Promise<string[]> {
  const rows = await db.feature.findMany({
    where: { groupId, droppedVersion: { lte: version } },
    select: { name: true },
  });
  return rows.map((row) => row.name);
}
