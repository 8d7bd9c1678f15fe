import "server-only";
import { type AuditItem, listAuditEntries } from "@/lib/store/audit";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** What happened in a project, or to some of its objects, newest first. `next` is the `before` of the next page. */
export async function listActivity(
  ctx: ServiceContext,
  input: { project: string; targetIds?: readonly string[]; limit: number; before: string | null },
): Promise<{ items: AuditItem[]; next: string | null }> {
  const project = await authorizeProject(ctx, "audit:read", input.project);
  const rows = await read(ctx, (db) =>
    listAuditEntries(db, {
      projectIds: [project.id],
      ...(input.targetIds ? { targetIds: input.targetIds } : {}),
      limit: input.limit + 1,
      ...(input.before === null ? {} : { beforeSeq: BigInt(input.before) }),
    }),
  );
  const items = rows.slice(0, input.limit);
  return { items, next: rows.length > input.limit ? (items.at(-1)?.seq ?? null) : null };
}
