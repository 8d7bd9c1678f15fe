import "server-only";
import type { Change } from "./change";
import type { Db } from "./client";

export interface StoredEdge {
  level: "group" | "feature";
  fromKind: string;
  fromId: string;
  toKind: string;
  toId: string;
  details: object;
}

/** Brings a project's edges up to the given set; edges that stay keep their valid-from. */
export async function replaceEdges({ db }: Change, projectId: string, edges: readonly StoredEdge[]) {
  const present = await db.lineageEdge.findMany({ where: { projectId } });
  const wanted = new Map(edges.map((edge) => [keyOf(edge), edge]));
  const known = new Set(present.map(keyOf));
  const gone = present.filter((edge) => !wanted.has(keyOf(edge)));
  for (const { level, fromId, toId } of gone) {
    await db.lineageEdge.delete({ where: { level_fromId_toId: { level, fromId, toId } } });
  }
  const added = [...wanted.values()].filter((edge) => !known.has(keyOf(edge)));
  await db.lineageEdge.createMany({ data: added.map((edge) => ({ projectId, ...edge })) });
}

function keyOf(edge: Pick<StoredEdge, "fromId" | "toId"> & { level: string }): string {
  return `${edge.level}\n${edge.fromId}\n${edge.toId}`;
}

/** Edges that touch one of the given ends, at one level. */
export async function listEdges(
  db: Db,
  level: StoredEdge["level"],
  ids: readonly string[],
): Promise<StoredEdge[]> {
  const rows = await db.lineageEdge.findMany({
    where: { level, OR: [{ fromId: { in: [...ids] } }, { toId: { in: [...ids] } }] },
    orderBy: [{ fromId: "asc" }, { toId: "asc" }],
  });
  return rows.map(({ projectId: _, validFrom: __, ...edge }) => edge as StoredEdge);
}

/** Every edge of a project at one level, up to a limit. */
export async function listProjectEdges(
  db: Db,
  projectId: string,
  level: StoredEdge["level"],
  limit: number,
): Promise<StoredEdge[]> {
  const rows = await db.lineageEdge.findMany({
    where: { projectId, level },
    orderBy: [{ fromId: "asc" }, { toId: "asc" }],
    take: limit,
  });
  return rows.map(({ projectId: _, validFrom: __, ...edge }) => edge as StoredEdge);
}
