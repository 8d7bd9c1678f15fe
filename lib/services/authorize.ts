import "server-only";
import { type Action, can, type Resource } from "@/lib/core/access/policy";
import { AppError, notFound } from "@/lib/core/errors";
import { findProject, type ProjectRow } from "@/lib/store/projects";
import { read, type ServiceContext } from "./context";
import { once } from "./once";

/**
 * The first line of every verb. Throws UNAUTHENTICATED for nobody, FORBIDDEN with the reason, or NOT_FOUND where
 * the very existence is not to be told.
 */
export function authorize(ctx: ServiceContext, action: Action, resource: Resource = {}, what = "This"): void {
  const decision = can(ctx.actor.rights, action, resource);
  if (decision.allowed) return;
  if (ctx.actor.kind !== "system" && ctx.actor.rights.personId === null) {
    throw new AppError("UNAUTHENTICATED", "Sign in first.");
  }
  throw decision.hidden ? notFound(what) : new AppError("FORBIDDEN", decision.reason);
}

// Nobody has a role in it: refused for the same reason, with the same words, as a project that is hidden.
const NO_PROJECT = "00000000-0000-0000-0000-000000000000";

/**
 * The first line of every verb that works inside one project. A project that is not there and one that the actor
 * may not see answer alike.
 */
export async function authorizeProject(
  ctx: ServiceContext,
  action: Action,
  name: string,
): Promise<ProjectRow> {
  const find = () => read(ctx, (db) => findProject(db, name));
  const project = await once(ctx.seen?.projects, name, find);
  authorize(ctx, action, { projectId: project?.id ?? NO_PROJECT }, `Project ${name}`);
  if (!project) throw notFound(`Project ${name}`);
  return project;
}
