import "server-only";
import { type AuditItem, listAuditEntries } from "@/lib/store/audit";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** Where a page of entries lies: older than an entry, newer than one, or at the newest end. Entries by their number. */
export type ActivityPlace = { before: string } | { after: string } | null;

/**
 * What happened in a project, or to some of its objects, newest first. `next` is the `before` of the older page,
 * `previous` the `after` of the newer one; null where there is none.
 */
export async function listActivity(
  ctx: ServiceContext,
  input: { project: string; targetIds?: readonly string[]; limit: number; place?: ActivityPlace },
): Promise<{ items: AuditItem[]; next: string | null; previous: string | null }> {
  const project = await authorizeProject(ctx, "audit:read", input.project);
  const { limit, place = null } = input;
  const isBackward = place !== null && "after" in place;
  const rows = await read(ctx, (db) =>
    listAuditEntries(db, {
      projectIds: [project.id],
      ...(input.targetIds ? { targetIds: input.targetIds } : {}),
      limit: limit + 1,
      ...(place === null
        ? {}
        : "after" in place
          ? { afterSeq: BigInt(place.after) }
          : { beforeSeq: BigInt(place.before) }),
    }),
  );
  const hasMore = rows.length > limit;
  const items = isBackward ? rows.slice(-limit) : rows.slice(0, limit);
  return {
    items,
    // The entry that a place names lies on the other side of the page it asks for.
    next: isBackward || hasMore ? (items.at(-1)?.seq ?? null) : null,
    previous: (isBackward ? hasMore : place !== null) ? (items[0]?.seq ?? null) : null,
  };
}
