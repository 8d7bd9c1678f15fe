import "server-only";
import { statusOfToken } from "@/lib/core/access/person";
import { listProjects } from "@/lib/store/projects";
import type { ServiceContext } from "../context";
import { authorizeToken } from "./authorize-token";
import type { ListedToken } from "./list";

/** One token as it is now, without its secret. `isOwn`: its person is looking, and may rotate it. */
export async function getToken(
  ctx: ServiceContext,
  input: { tokenId: string },
): Promise<ListedToken & { isOwn: boolean }> {
  const token = await authorizeToken(ctx, input.tokenId);
  const { projectId } = token;
  const projects =
    projectId === null ? [] : await ctx.store.read(null, (db) => listProjects(db, [projectId]));
  return {
    ...token,
    status: statusOfToken(token, ctx.now()),
    project: projects[0]?.name ?? null,
    isOwn: token.personId === ctx.actor.rights.personId,
  };
}
