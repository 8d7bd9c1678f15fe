import "server-only";
import type { PitPlan } from "@/lib/core/pit/plan";
import { formatInstant } from "@/lib/core/time/instant";
import type { PitWarning } from "../../engine";
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
): Promise<PitWarning[]> {
  const warnings = await spineWarnings(run, plan, spine);
  for (const group of ready) warnings.push(...(await groupWarnings(run, spine, group)));
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

async function groupWarnings(run: Run, spine: SpineFacts, ready: ReadyGroup): Promise<PitWarning[]> {
  const { group, knowledge } = ready.bound;
  const warnings: PitWarning[] = [];
  const warn = (code: PitWarning["code"], count: number, message: string) => {
    if (count > 0) warnings.push({ group: group.name, code, count, message });
  };
  const [[found = 0, withoutCreated = 0] = []] = await readAll(
    run.connection,
    `SELECT count(*), count(*) FILTER (state = ${STATE_FOUND} AND created_us IS NULL) FROM ${quoteName(ready.tables.joined)}`,
  );
  if (Number(found) === 0) {
    const message = `${group.name} has no row for any spine row: do keys and times match?`;
    warn("nothing_found", spine.rowCount, message);
  }
  const created = group.createdTime;
  if (created && knowledge === "event" && group.compute.kind === "rows") {
    warn(
      "null_created_time",
      Number(withoutCreated),
      `${rows(Number(withoutCreated))} used from ${group.name} without ${created}: among equal times they count as oldest.`,
    );
  }
  const facts = await relationFacts(run, spine, ready);
  warn(
    "rows_never_known",
    facts.neverKnown,
    `${rows(facts.neverKnown)} of ${group.name} without ${created}: never used, nobody can tell when they became known.`,
  );
  const last = spine.maxTime === null ? "" : formatInstant(spine.maxTime);
  warn(
    "future_rows",
    facts.future,
    `${rows(facts.future)} of ${group.name} after the last spine time (${last}): not used.`,
  );
  warn(
    "rows_after_now",
    facts.afterNow,
    `${rows(facts.afterNow)} of ${group.name} with ${group.eventTime} after the present moment: is a clock wrong?`,
  );
  warn(
    "rows_without_time",
    facts.withoutTime,
    `${rows(facts.withoutTime)} of ${group.name} without ${group.eventTime}: never used.`,
  );
  return warnings;
}

/**
 * Counts over the whole relation. A SELECT that is costly to read was stored cut to the spine; reading it again for a
 * hint is not worth it. Rows that are left out because nobody knows when they became known are always counted.
 */
async function relationFacts(run: Run, spine: SpineFacts, { bound }: ReadyGroup) {
  const { group, knowledge, relation, isRereadable } = bound;
  const event = quoteName(group.eventTime);
  const count = (where: string | null) =>
    where === null ? "0" : `(SELECT count(*) FROM ${quoteName(relation)} WHERE ${where})`;
  const hint = (where: string) => count(isRereadable ? where : null);
  const later = spine.maxTime === null ? "false" : `${event} > make_timestamptz(${spine.maxTime})`;
  const isKnown = knowledge === "known" && group.createdTime !== null;
  const [[neverKnown = 0, future = 0, afterNow = 0, withoutTime = 0] = []] = await readAll(
    run.connection,
    `SELECT ${count(isKnown ? `COALESCE(NOT isfinite(${quoteName(group.createdTime ?? "")}), true)` : null)}, ${hint(later)}, ${hint(`${event} > now()`)}, ${hint(`${event} IS NULL`)}`,
  );
  return {
    neverKnown: Number(neverKnown),
    future: Number(future),
    afterNow: Number(afterNow),
    withoutTime: Number(withoutTime),
  };
}

function rows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
