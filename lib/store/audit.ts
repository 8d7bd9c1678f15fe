import "server-only";
import type { Json } from "@/lib/core/canonical-json";
import type { Db } from "./client";

export interface AuditItem {
  seq: string;
  /** Entries written together share it. */
  changeId: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  action: string;
  project: string | null;
  targetKind: string;
  targetId: string | null;
  targetName: string;
  details: Json;
}

export interface AuditFilter {
  /** `null` = every project. */
  projectIds: readonly string[] | null;
  targetIds?: readonly string[];
  actorId?: string;
  limit: number;
  /** Entries before this one, exclusive. */
  beforeSeq?: bigint;
  /** Entries after this one, exclusive: the ones nearest to it. */
  afterSeq?: bigint;
  /** Only entries of these changes. */
  changeIds?: readonly string[];
}

/** Audit entries, newest first. */
export async function listAuditEntries(db: Db, filter: AuditFilter): Promise<AuditItem[]> {
  const rows = await db.auditEntry.findMany({
    where: {
      ...(filter.projectIds === null ? {} : { projectId: { in: [...filter.projectIds] } }),
      ...(filter.targetIds === undefined ? {} : { targetId: { in: [...filter.targetIds] } }),
      ...(filter.actorId === undefined ? {} : { actorId: filter.actorId }),
      ...(filter.changeIds === undefined ? {} : { changeId: { in: filter.changeIds.map(BigInt) } }),
      ...(filter.beforeSeq === undefined ? {} : { seq: { lt: filter.beforeSeq } }),
      ...(filter.afterSeq === undefined ? {} : { seq: { gt: filter.afterSeq } }),
    },
    orderBy: { seq: filter.afterSeq === undefined ? "desc" : "asc" },
    take: filter.limit,
  });
  if (filter.afterSeq !== undefined) rows.reverse();
  const ids = [...new Set(rows.flatMap((row) => row.projectId ?? []))];
  const projects = await db.project.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
  });
  const names = new Map(projects.map((project) => [project.id, project.name]));
  return rows.map((row) => ({
    seq: row.seq.toString(),
    changeId: row.changeId.toString(),
    at: row.at,
    actorKind: row.actorKind,
    actorId: row.actorId,
    actorName: row.actorName,
    action: row.action,
    project: row.projectId ? (names.get(row.projectId) ?? null) : null,
    targetKind: row.targetKind,
    targetId: row.targetId,
    targetName: row.targetName,
    details: row.details as Json,
  }));
}

/** The newest changes that touched the given projects, newest first. */
export async function listRecentChangeIds(
  db: Db,
  projectIds: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT change_id AS id FROM audit_entry WHERE project_id = ANY (${[...projectIds]}::uuid[])
    GROUP BY change_id ORDER BY change_id DESC LIMIT ${limit}`;
  return rows.map((row) => row.id.toString());
}
