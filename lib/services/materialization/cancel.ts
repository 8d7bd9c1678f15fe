import "server-only";
import { AppError } from "@/lib/core/errors";
import { type MaterializationRun, requestCancel } from "@/lib/store/materializations";
import { change, type ServiceContext } from "../context";
import { authorizeRun, readRun } from "./authorize-run";

/** Stops a run: one that waits at once, one that works within seconds. What it has committed stays. */
export async function cancelMaterialization(
  ctx: ServiceContext,
  input: { project: string; id: string },
): Promise<MaterializationRun> {
  const run = await authorizeRun(ctx, input);
  await change(ctx, async (tx) => {
    if (!(await requestCancel(tx, run.id))) throw new AppError("CONFLICT", "This run has ended already.");
    await tx.record({
      action: "materialization:cancel",
      projectId: run.projectId,
      target: { kind: "group", id: run.groupId, name: run.group },
      details: { run: run.id },
    });
  });
  return await readRun(ctx, run.projectId, run.id);
}
