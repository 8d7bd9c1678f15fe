import "server-only";
import { AppError, notFound } from "@/lib/core/errors";
import type { Lifecycle } from "@/lib/core/model/definitions";
import { setCatalogLifecycle } from "@/lib/store/catalog-entries";
import { findGroup } from "@/lib/store/group-views";
import { setGroupLifecycle } from "@/lib/store/groups";
import { authorize, authorizeProject } from "../authorize";
import { change, read, type ServiceContext } from "../context";

export interface SetLifecycleInput {
  project: string;
  group: string;
  lifecycle: Lifecycle;
  /** Why, and what to use instead. */
  note: string | null;
  /** The state the person saw: another one since then is a conflict. */
  from: Lifecycle;
}

/** Moves a group through draft, active, deprecated, retired; its owners decide. */
export async function setLifecycle(
  ctx: ServiceContext,
  input: SetLifecycleInput,
): Promise<{ lifecycle: Lifecycle }> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const group = await read(ctx, (db) => findGroup(db, project.id, input.group));
  if (!group) throw notFound(`Feature group ${input.group}`);
  authorize(ctx, "definition:change", { projectId: project.id, ownerTeamId: group.owner?.id ?? null });
  return await change(ctx, async (tx) => {
    const moved = await setGroupLifecycle(tx, group.id, input);
    if (!moved)
      throw new AppError("CONFLICT", "Somebody changed the lifecycle meanwhile; reload and look again.");
    await setCatalogLifecycle(tx, group.id, input.lifecycle);
    await tx.record({
      action: "group:set-lifecycle",
      projectId: project.id,
      target: { kind: "group", id: group.id, name: group.name },
      before: input.from,
      after: input.lifecycle,
      details: { from: input.from, to: input.lifecycle, note: input.note },
    });
    return { lifecycle: input.lifecycle };
  });
}
