import "server-only";
import { DatasetBody } from "@/lib/contracts/datasets";
import { readCursor, writeCursor } from "@/lib/store/cursor";
import { listDatasets as listRows } from "@/lib/store/datasets";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";

const ORDER = "datasets";

/** The latest version of every training dataset of a project, newest first. */
export async function listDatasets(
  ctx: ServiceContext,
  input: { project: string; limit: number; cursor: string | null },
) {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const position = input.cursor === null ? null : readCursor(input.cursor, ORDER, ctx.cursorKey);
  const after = position && { at: new Date(String(position.value)), id: position.id };
  const rows = await ctx.store.read(null, (db) =>
    listRows(db, project.id, { limit: input.limit + 1, after }),
  );
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => ({ ...row, request: DatasetBody.parse(row.request) })),
    next:
      rows.length > input.limit && last
        ? writeCursor({ order: ORDER, value: last.createdAt.toISOString(), id: last.id }, ctx.cursorKey)
        : null,
  };
}
