import "server-only";
import { type CommitRow, listCommitRows } from "@/lib/store/offline-commits";
import { read, type ServiceContext } from "../context";
import { authorizeTarget, type TargetInput } from "./target";

/** Commits of a group version, newest first. */
export async function listCommits(
  ctx: ServiceContext,
  input: TargetInput & { before: number | null; limit: number },
): Promise<{ version: number; items: CommitRow[]; hasMore: boolean }> {
  const { version } = await authorizeTarget(ctx, "project:read", input);
  const page = { before: input.before, limit: input.limit + 1 };
  const rows = await read(ctx, (db) => listCommitRows(db, version.id, page));
  return {
    version: version.number,
    items: rows.slice(0, input.limit),
    hasMore: rows.length > input.limit,
  };
}
