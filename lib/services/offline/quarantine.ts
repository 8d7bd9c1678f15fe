import "server-only";
import { can } from "@/lib/core/access/policy";
import { AppError, notFound } from "@/lib/core/errors";
import { versionFolder } from "@/lib/core/offline/layout";
import {
  closeQuarantine,
  findQuarantine,
  listQuarantineRows,
  type QuarantineRow,
} from "@/lib/store/offline-quarantine";
import { change, read, type ServiceContext } from "../context";
import { type AppendResult, type AppendRun, appendRows } from "./append";
import { authorizeTarget, type OfflineTarget, type TargetInput } from "./target";

const MASK = "•••";

/** What was set aside from writes to a group version, newest first, with the first problems of each. */
export async function listQuarantine(
  ctx: ServiceContext,
  input: TargetInput & { before: Date | null; limit: number },
): Promise<{ items: QuarantineRow[]; hasMore: boolean }> {
  const target = await authorizeTarget(ctx, "project:read", input);
  const page = { before: input.before, limit: input.limit + 1 };
  const rows = await read(ctx, (db) => listQuarantineRows(db, target.version.id, page));
  const seesValues = can(ctx.actor.rights, "values:read", { projectId: target.projectId }).allowed;
  const hidden = (column: string) => !seesValues || target.masked.includes(column);
  const items = rows.slice(0, input.limit).map((row) => ({
    ...row,
    problems: row.problems.map((problem) =>
      problem.value !== null && hidden(problem.column) ? { ...problem, value: MASK } : problem,
    ),
  }));
  return { items, hasMore: rows.length > input.limit };
}

/**
 * Writes quarantined rows again, to the version they were meant for or to a later one. What still does not fit is set
 * aside anew; this quarantine ends.
 */
export async function replayQuarantine(
  ctx: ServiceContext,
  input: TargetInput & { id: string },
  run: AppendRun,
): Promise<AppendResult & { version: number }> {
  const target = await authorizeTarget(ctx, "data:write", input);
  const { quarantine, folder } = await findOpen(ctx, target, input.id);
  const result = await appendRows(
    ctx,
    target,
    {
      input: { kind: "quarantine", path: `${folder}/${quarantine.name}`, encoding: quarantine.encoding },
      badRows: "quarantine",
      message: `replay of rows set aside ${quarantine.at.toISOString()}`,
      interval: null,
      idempotency: null,
      replayOf: quarantine.id,
    },
    run,
  );
  return { ...result, version: target.version.number };
}

/** Gives quarantined rows up; their file goes with the next write. */
export async function discardQuarantine(
  ctx: ServiceContext,
  input: TargetInput & { id: string },
): Promise<{ rows: number }> {
  const target = await authorizeTarget(ctx, "data:write", input);
  const { quarantine } = await findOpen(ctx, target, input.id);
  await change(ctx, async (tx) => {
    if (!(await closeQuarantine(tx, quarantine.id, { status: "discarded", replayCommit: null })))
      throw ended();
    await tx.record({
      action: "data:discard",
      projectId: target.projectId,
      target: { kind: "group", id: target.group.id, name: target.group.name },
      details: { quarantine: quarantine.id, rows: Number(quarantine.rows) },
    });
  });
  return { rows: Number(quarantine.rows) };
}

async function findOpen(ctx: ServiceContext, target: OfflineTarget, id: string) {
  const found = await ctx.store.read(null, (db) => findQuarantine(db, id, target.group.id));
  if (!found) throw notFound("This quarantine");
  if (found.quarantine.status !== "open") throw ended();
  return {
    quarantine: found.quarantine,
    folder: versionFolder(target.projectId, target.group.id, found.version),
  };
}

function ended(): AppError {
  return new AppError("CONFLICT", "These rows have been written again or discarded before.");
}
