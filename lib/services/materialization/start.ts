import "server-only";
import { AppError, invalid } from "@/lib/core/errors";
import { type GroupRead, runOrder } from "@/lib/core/materialization/graph";
import { chunksOf, type Interval } from "@/lib/core/materialization/interval";
import { computedEnd, intervalsToCompute, ledgerOf } from "@/lib/core/materialization/ledger";
import { durationSeconds } from "@/lib/core/model/duration";
import { formatInstant } from "@/lib/core/time/instant";
import { insertRun, type MaterializationRun, type NewRun } from "@/lib/store/materializations";
import { change, type ServiceContext } from "../context";
import { authorizeTarget, type OfflineTarget, type TargetInput } from "../offline/target";
import { readRun } from "./authorize-run";
import { targetComputation } from "./computation";
import { readLedger } from "./read-ledger";

export interface StartInput extends TargetInput {
  /** `null` only with `incremental`, where something has been computed before. */
  startUs: bigint | null;
  /** `null` = now. */
  endUs: bigint | null;
  /** From where everything that is computed ends. */
  incremental: boolean;
  /** Of the interval, only what was never computed, or also what is stale; `null` = all of it, again where it was. */
  only: "missing" | "outdated" | null;
  upstream: boolean;
  downstream: boolean;
  /** Of a scheduled run: the moment it belongs to. */
  scheduledFor: Date | null;
}

const TASKS_MAX = 2_000;
const DEFAULT_RETRIES = 0;
const DEFAULT_DELAY_SECONDS = 300;

/**
 * Puts a run into the queue: the intervals of a group version, and of the groups around it, what is read before whoever
 * reads it. A worker does the rest.
 *
 * CONFLICT while another run of this version waits or works.
 */
export async function startMaterialization(
  ctx: ServiceContext,
  input: StartInput,
): Promise<MaterializationRun> {
  const target = await authorizeTarget(ctx, "data:materialize", input);
  const tasks = await planTasks(ctx, target, input);
  if (tasks.length > TASKS_MAX)
    throw new AppError(
      "LIMIT",
      `That is ${tasks.length} steps, at most ${TASKS_MAX} go into one run: ask for a shorter interval.`,
    );
  const { schedule } = target.group.document;
  const id = ctx.newId();
  const { startUs, endUs, scheduledFor, ...asked } = input;
  const request = {
    start: startUs === null ? null : formatInstant(startUs),
    end: endUs === null ? null : formatInstant(endUs),
    incremental: asked.incremental,
    only: asked.only,
    upstream: asked.upstream,
    downstream: asked.downstream,
  };
  try {
    await change(ctx, async (tx) => {
      await insertRun(tx, {
        id,
        projectId: target.projectId,
        groupId: target.group.id,
        groupVersionId: target.version.id,
        scheduledFor,
        request,
        retries: schedule?.retries ?? DEFAULT_RETRIES,
        retryDelaySeconds: durationSeconds(schedule?.retry_delay ?? "") ?? DEFAULT_DELAY_SECONDS,
        tasks,
      });
      await tx.record({
        action: "materialization:start",
        projectId: target.projectId,
        target: { kind: "group", id: target.group.id, name: target.group.name },
        details: { run: id, version: target.version.number, tasks: tasks.length, ...request },
      });
    });
  } catch (error) {
    throw error instanceof AppError && error.code === "CONFLICT" ? taken(target, error) : error;
  }
  return await readRun(ctx, target.projectId, id);
}

function taken({ group, version }: OfflineTarget, cause: AppError): AppError {
  const message = `Another run is at work on ${group.name}@v${version.number}, or waits to be. It has to end first.`;
  return new AppError("CONFLICT", message, { cause });
}

async function planTasks(
  ctx: ServiceContext,
  root: OfflineTarget,
  input: StartInput,
): Promise<NewRun["tasks"]> {
  const computation = await targetComputation(ctx, root);
  if (!computation.ok) throw new AppError("PRECONDITION", `${computation.reason}.`);
  const range = await rangeOf(ctx, root, input);
  const { group, version } = root;
  const order = runOrder(
    { group: group.name, version: version.number, document: version.document },
    computation.documents,
    input,
  );
  const tasks: NewRun["tasks"] = [];
  for (const step of order) {
    const isRoot = step.group === group.name;
    const target = isRoot ? root : await neighbour(ctx, input, step);
    if (!target) continue;
    const wanted =
      isRoot || !input.incremental ? range : await rangeOf(ctx, target, { ...input, startUs: range.startUs });
    tasks.push(...(await tasksOf(ctx, target, wanted, input)));
  }
  return tasks;
}

/** @returns `null` for a group without an event time: it has no history, so nothing of it can be computed. */
async function neighbour(
  ctx: ServiceContext,
  input: StartInput,
  step: GroupRead,
): Promise<OfflineTarget | null> {
  try {
    return await authorizeTarget(ctx, "data:materialize", { ...input, ...step });
  } catch (error) {
    if (error instanceof AppError && error.code === "PRECONDITION") return null;
    throw error;
  }
}

async function tasksOf(
  ctx: ServiceContext,
  target: OfflineTarget,
  range: Interval | null,
  { only }: StartInput,
): Promise<NewRun["tasks"]> {
  if (!range || range.startUs >= range.endUs) return [];
  const groupVersionId = target.version.id;
  const computation = await targetComputation(ctx, target);
  if (!computation.ok) return [{ groupVersionId, ...range, skipped: computation.reason }];
  const facts = await readLedger(ctx, target, computation);
  const everyUs = computation.computation.kind === "ticks" ? computation.computation.everyUs : null;
  return intervalsToCompute(ledgerOf(facts, range), only)
    .flatMap((interval) => chunksOf(interval, everyUs))
    .map((chunk) => ({ groupVersionId, ...chunk, skipped: null }));
}

/** The event times that are asked for. An interval has to be over: what is computed too early would count as computed. */
async function rangeOf(
  ctx: ServiceContext,
  target: OfflineTarget,
  { startUs, endUs, incremental }: StartInput,
): Promise<Interval> {
  const nowUs = BigInt(ctx.now().getTime()) * 1_000n;
  const end = endUs ?? nowUs;
  if (end > nowUs)
    throw invalid([{ path: "end", message: "lies in the future", expected: "an interval that is over" }]);
  let start = startUs;
  if (incremental) {
    const computation = await targetComputation(ctx, target);
    const { commits } = await readLedger(ctx, target, computation);
    start = computedEnd(commits) ?? startUs;
    if (start !== null && start >= end) return { startUs: end, endUs: end };
  }
  if (start === null) {
    const message = incremental ? "nothing has been computed to go on from" : "is missing";
    throw invalid([{ path: "start", message, expected: "an RFC 3339 time" }]);
  }
  if (start >= end)
    throw invalid([
      { path: "end", message: "is not after the start", expected: `after ${formatInstant(start)}` },
    ]);
  return { startUs: start, endUs: end };
}
