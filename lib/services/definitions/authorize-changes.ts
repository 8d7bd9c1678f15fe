import "server-only";
import { can, type Decision } from "@/lib/core/access/policy";
import type { PlannedChange } from "@/lib/core/definitions/plan";
import { objectKey } from "@/lib/core/definitions/set";
import { AppError, type FieldProblem } from "@/lib/core/errors";
import type { Registry } from "@/lib/store/registry";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";

/** Whether the actor may look at what files would change: proposing in a project that exists, creating one that does not. */
export function authorizePlan(ctx: ServiceContext, projectId: string | null, project: string): void {
  if (projectId === null) authorize(ctx, "project:create");
  else authorize(ctx, "definition:propose", { projectId }, `Project ${project}`);
}

/** Whether the actor may make every one of these changes. FORBIDDEN names each object that they may not touch, and why. */
export function authorizeChanges(
  ctx: ServiceContext,
  registry: Registry,
  changes: readonly PlannedChange[],
): void {
  const problems = changes.flatMap((change): FieldProblem[] => {
    const decision = decide(ctx, registry, change);
    return decision.allowed ? [] : [{ path: objectKey(change), message: decision.reason }];
  });
  const [first] = problems;
  if (!first) return;
  throw new AppError("FORBIDDEN", `${first.path.replace("_", " ")}: ${first.message}`, { problems });
}

function decide(ctx: ServiceContext, { projectId, objects }: Registry, change: PlannedChange): Decision {
  const { rights } = ctx.actor;
  const known = objects.get(objectKey(change));
  if (change.kind === "team") {
    return known
      ? can(rights, "team:change", { teamId: known.id, projectId })
      : can(rights, "team:create", { projectId });
  }
  if (projectId === null) return can(rights, "project:create");
  if (!known) return can(rights, "definition:create", { projectId });
  return can(rights, "definition:change", { projectId, ownerTeamId: known.ownerTeamId });
}
