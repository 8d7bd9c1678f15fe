import "server-only";
import type { Db } from "./client";

export interface OwnerSummary {
  /** The team's name; `null` = owned by nobody. */
  owner: string | null;
  memberCount: number;
  /** Entries by kind. */
  counts: Record<string, number>;
}

/** Owners of a project's entries by name; the ownerless last. */
export async function listOwners(db: Db, projectId: string): Promise<OwnerSummary[]> {
  const rows = await db.$queryRaw<{ owner: string | null; kind: string; count: number; members: number }[]>`
    SELECT e.owner, e.kind, count(*)::int AS count,
      (SELECT count(DISTINCT m.email)::int FROM team t JOIN team_member m ON m.team_id = t.id WHERE t.name = e.owner) AS members
    FROM catalog_entry e WHERE e.project_id = ${projectId}::uuid
    GROUP BY e.owner, e.kind ORDER BY e.owner NULLS LAST, e.kind`;
  const byOwner = new Map<string | null, OwnerSummary>();
  for (const { owner, kind, count, members } of rows) {
    const summary = byOwner.get(owner) ?? { owner, memberCount: members, counts: {} };
    summary.counts[kind] = count;
    byOwner.set(owner, summary);
  }
  return [...byOwner.values()];
}
