import "server-only";
import { statusOfToken, type TokenStatus } from "@/lib/core/access/person";
import { AppError } from "@/lib/core/errors";
import { listProjects } from "@/lib/store/projects";
import { listTokens as listRows, type TokenRow } from "@/lib/store/tokens";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";

export interface ListedToken extends TokenRow {
  status: TokenStatus;
  /** Name of the project it is bound to. */
  project: string | null;
}

/** The tokens of a person, one's own when nobody is named, as they are now; newest first. Never a secret. */
export async function listTokens(
  ctx: ServiceContext,
  input: { personId?: string } = {},
): Promise<ListedToken[]> {
  const { personId: ownId, onlyProjectId } = ctx.actor.rights;
  authorize(ctx, "token:manage", { personId: input.personId ?? ownId, projectId: onlyProjectId });
  const personId = input.personId ?? ownId;
  if (personId === null) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return await ctx.store.read(null, async (db) => {
    const rows = await listRows(db, personId);
    const visible = rows.filter((row) => onlyProjectId === null || row.projectId === onlyProjectId);
    const names = await listProjects(
      db,
      visible.flatMap((row) => row.projectId ?? []),
    );
    const nameOf = new Map(names.map((project) => [project.id, project.name]));
    return visible.map((row) => ({
      ...row,
      status: statusOfToken(row, ctx.now()),
      project: row.projectId === null ? null : (nameOf.get(row.projectId) ?? null),
    }));
  });
}
