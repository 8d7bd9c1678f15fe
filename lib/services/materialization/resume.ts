import "server-only";
import { AppError } from "@/lib/core/errors";
import { type MaterializationRun, requeueRun } from "@/lib/store/materializations";
import { change, type ServiceContext } from "../context";
import { authorizeRun, readRun } from "./authorize-run";

/** Puts a failed or cancelled run back into the queue: it goes on with the first interval that is not committed. */
export async function resumeMaterialization(
  ctx: ServiceContext,
  input: { project: string; id: string },
): Promise<MaterializationRun> {
  const run = await authorizeRun(ctx, input);
  try {
    await change(ctx, async (tx) => {
      if (!(await requeueRun(tx, run.id)))
        throw new AppError("PRECONDITION", "Only a run that failed or was cancelled can go on.");
      await tx.record({
        action: "materialization:resume",
        projectId: run.projectId,
        target: { kind: "group", id: run.groupId, name: run.group },
        details: { run: run.id },
      });
    });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "CONFLICT")) throw error;
    const message = `Another run is at work on ${run.group}@v${run.version}, or waits to be. It has to end first.`;
    throw new AppError("CONFLICT", message, { cause: error });
  }
  return await readRun(ctx, run.projectId, run.id);
}
