import "server-only";
import type { PitPlan } from "@/lib/core/pit/plan";
import { formatInstant } from "@/lib/core/time/instant";
import type { PitGroupSummary, PitWarning } from "../../engine";
import { SPINE_TIME, type SpineFacts, STATE_FOUND } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import type { Run } from "./run";
import type { ReadyGroup } from "./run-pit";

/** What a careful colleague would point out about the result, with counts. */
export async function pitWarnings(
  run: Run,
  plan: PitPlan,
  spine: SpineFacts,
  ready: ReadyGroup[],
  summaries: PitGroupSummary[],
): Promise<PitWarning[]> {
  const warnings = await spineWarnings(run, plan, spine);
  for (const [i, group] of ready.entries()) {
    const [first] = summaries[i]?.features ?? [];
    warnings.push(...(await groupWarnings(run, spine, group, first?.counts.NOT_FOUND ?? 0)));
  }
  return warnings;
}

async function spineWarnings(run: Run, plan: PitPlan, spine: SpineFacts): Promise<PitWarning[]> {
  const keys = [...new Set(plan.groups.flatMap((group) => group.keys.map((key) => key.spineColumn)))];
  const anyNull = keys.map((key) => `${quoteName(key)} IS NULL`).join(" OR ");
  const [[noTime = 0, noKey = 0] = []] = await readAll(
    run.connection,
    `SELECT count(*) FILTER (${SPINE_TIME} IS NULL), count(*) FILTER (${anyNull}) FROM ${quoteName(spine.table)}`,
  );
  const warnings: PitWarning[] = [];
  if (Number(noTime) > 0) {
    const message = `${rows(Number(noTime))} of the spine without a time: nothing can be found for them.`;
    warnings.push({ group: null, code: "null_spine_time", count: Number(noTime), message });
  }
  if (Number(noKey) > 0) {
    const message = `${rows(Number(noKey))} of the spine without a key: nothing can be found for them.`;
    warnings.push({ group: null, code: "null_key", count: Number(noKey), message });
  }
  return warnings;
}

async function groupWarnings(
  run: Run,
  spine: SpineFacts,
  ready: ReadyGroup,
  notFound: number,
): Promise<PitWarning[]> {
  const { group, relation, isRereadable } = ready.bound;
  const warnings: PitWarning[] = [];
  const warn = (code: PitWarning["code"], count: number, message: string) => {
    if (count > 0) warnings.push({ group: group.name, code, count, message });
  };
  if (notFound === spine.rowCount) {
    warn("nothing_found", notFound, `${group.name} has no row for any spine row: do keys and times match?`);
  }
  if (group.createdTime && group.compute.kind === "rows") {
    const [[count = 0] = []] = await readAll(
      run.connection,
      `SELECT count(*) FROM ${quoteName(ready.tables.joined)} WHERE state = ${STATE_FOUND} AND created_us IS NULL`,
    );
    warn(
      "null_created_time",
      Number(count),
      `${rows(Number(count))} used from ${group.name} without ${group.createdTime}: among equal times they count as oldest.`,
    );
  }
  // A SELECT that is costly to read was stored cut to the spine; reading it again for a hint is not worth it.
  if (!isRereadable) return warnings;
  const event = quoteName(group.eventTime);
  const later = spine.maxTime === null ? "false" : `${event} > make_timestamptz(${spine.maxTime})`;
  const count = (where: string) => `(SELECT count(*) FROM ${quoteName(relation)} WHERE ${where})`;
  const [[future = 0, noTime = 0] = []] = await readAll(
    run.connection,
    `SELECT ${count(later)}, ${count(`${event} IS NULL`)}`,
  );
  const last = spine.maxTime === null ? "" : formatInstant(spine.maxTime);
  warn(
    "future_rows",
    Number(future),
    `${rows(Number(future))} of ${group.name} after the last spine time (${last}): not used.`,
  );
  warn(
    "rows_without_time",
    Number(noTime),
    `${rows(Number(noTime))} of ${group.name} without ${group.eventTime}: never used.`,
  );
  return warnings;
}

function rows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
