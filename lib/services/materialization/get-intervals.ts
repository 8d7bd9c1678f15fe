import "server-only";
import { can } from "@/lib/core/access/policy";
import { invalid } from "@/lib/core/errors";
import type { Interval } from "@/lib/core/materialization/interval";
import { computedEnd, computedStart, type LedgerEntry, ledgerOf } from "@/lib/core/materialization/ledger";
import type { ServiceContext } from "../context";
import { authorizeTarget, type TargetInput } from "../offline/target";
import { targetComputation } from "./computation";
import { readLedger } from "./read-ledger";

export interface IntervalsInput extends TargetInput {
  /** `null` = where the first computed interval starts. */
  startUs: bigint | null;
  /** `null` = now. */
  endUs: bigint | null;
}

export interface Intervals {
  version: number;
  /** `null` = nothing has been computed, and no start was given: there is no range to speak of. */
  range: Interval | null;
  entries: LedgerEntry[];
  /** Why the version cannot be materialized; `null` = it can. */
  refusal: string | null;
  /** Whether this person may start a run. */
  mayMaterialize: boolean;
  /** When the group is materialized by itself: cron and time zone; `null` = only when somebody asks. */
  schedule: { cron: string; timezone: string } | null;
  /** Distance of its rows where they are made at ticks, seconds. */
  emitSeconds: number | null;
}

/** What is computed, missing and stale of a group version, as of now. */
export async function getIntervals(ctx: ServiceContext, input: IntervalsInput): Promise<Intervals> {
  const target = await authorizeTarget(ctx, "project:read", input);
  const computation = await targetComputation(ctx, target);
  const facts = await readLedger(ctx, target, computation);
  const nowUs = BigInt(ctx.now().getTime()) * 1_000n;
  const startUs = input.startUs ?? computedStart(facts.commits);
  const endUs = input.endUs ?? greater(nowUs, computedEnd(facts.commits) ?? nowUs);
  if (startUs !== null && input.endUs !== null && startUs >= endUs)
    throw invalid([{ path: "end", message: "is not after the start" }]);
  const range = startUs === null || startUs >= endUs ? null : { startUs, endUs };
  const { schedule } = target.group.document;
  const how = computation.ok ? computation.computation : null;
  return {
    version: target.version.number,
    range,
    entries: range ? ledgerOf(facts, range) : [],
    mayMaterialize: can(ctx.actor.rights, "data:materialize", {
      projectId: target.projectId,
      ownerTeamId: target.group.owner?.id ?? null,
    }).allowed,
    schedule: schedule && { cron: schedule.materialize, timezone: schedule.timezone },
    refusal: computation.ok ? null : computation.reason,
    emitSeconds: how?.kind === "ticks" ? Number(how.everyUs / 1_000_000n) : null,
  };
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
