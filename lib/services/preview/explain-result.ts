import "server-only";
import type { ExplainedRow, ExplainResult, NaiveRow } from "@/lib/contracts/explain";
import type { WireCell } from "@/lib/contracts/preview";
import type { PitPlan } from "@/lib/core/pit/plan";
import { type CandidateTimes, judgeCandidates } from "@/lib/core/pit/xray";
import { type Instant, parseInstant } from "@/lib/core/time/instant";
import type { PitCandidate, PitExplanation } from "@/lib/offline/engine";
import type { PreviewGroup } from "./groups";
import { MASK } from "./result";

interface Explained {
  explanation: PitExplanation;
  plan: PitPlan;
  group: PreviewGroup;
  candidatesMax: number;
}

/** The engine's rows with what became of each; protected values are masked before they leave. */
export function explainResult({ explanation, plan, group, candidatesMax }: Explained): ExplainResult {
  const { request } = group;
  const { knowledge } = plan;
  const time = spineTime(plan);
  const [planned] = plan.groups;
  const features = planned?.features ?? [];
  const hidden = features.map((feature) => group.masked.has(feature.name));
  const rows = rowsAround(explanation, candidatesMax);
  const fates =
    time === null
      ? []
      : judgeCandidates(rows.map(timesOf), {
          time: instantOf(time),
          ttlSeconds: request.ttlSeconds,
          knowledge,
          strict: planned?.strict ?? false,
          nulls: planned?.nulls ?? "latest_row",
        });
  const shown = (row: PitCandidate): ExplainedRow => ({
    event_time: row.eventTime,
    created_time: row.createdTime,
    known_later: time !== null && row.createdTime !== null && instantOf(row.createdTime) > instantOf(time),
    values: row.values.map((value, i): WireCell => (hidden[i] && value !== null ? MASK : value)),
  });
  const chosen = rows.find((_, i) => fates[i] === "chosen");
  const naive = (kind: NaiveRow["kind"], row: PitCandidate | null): NaiveRow => ({
    kind,
    row: row && shown(row),
    differs: row?.position !== chosen?.position,
  });
  return {
    group: request.group,
    version: group.version,
    time,
    knowledge,
    ttl_seconds: request.ttlSeconds,
    event_time: request.eventTime ?? "",
    created_time: request.createdTime,
    columns: features.map(({ name, type }, i) => ({
      name,
      type,
      unit: group.units.get(name) ?? null,
      masked: hidden[i] ?? false,
    })),
    candidates: rows.flatMap((row, i) => {
      const fate = fates[i];
      return fate ? [{ ...shown(row), fate }] : [];
    }),
    before_count: explanation.beforeCount,
    after_count: explanation.afterCount,
    naive: [naive("newest_row", explanation.newest), naive("latest_event", explanation.latest)],
    sql: explanation.sql,
    timing_ms: explanation.timings,
  };
}

/** Newest first. The rows that count come along even when many others lie before them. */
function rowsAround({ before, counting, after }: PitExplanation, candidatesMax: number) {
  const others = before.filter((row) => !counting.some(({ position }) => position === row.position));
  return [...after, ...counting, ...others.slice(0, candidatesMax)].sort(newestFirst);
}

function newestFirst(a: PitCandidate, b: PitCandidate): number {
  if (a.eventTime !== b.eventTime) return instantOf(a.eventTime) < instantOf(b.eventTime) ? 1 : -1;
  if (a.createdTime === b.createdTime) return b.position - a.position;
  if (a.createdTime === null || b.createdTime === null) return a.createdTime === null ? 1 : -1;
  return instantOf(a.createdTime) < instantOf(b.createdTime) ? 1 : -1;
}

function spineTime({ spine }: PitPlan): string | null {
  if (spine.kind !== "rows") return null;
  const [time = null] = spine.values[spine.columns.findIndex((column) => column.name === spine.time)] ?? [];
  return typeof time === "string" ? time : null;
}

function timesOf({ eventTime, createdTime, isDeleted, validTo, values }: PitCandidate): CandidateTimes {
  return {
    event: instantOf(eventTime),
    created: createdTime === null ? null : instantOf(createdTime),
    isDeleted,
    validTo: validTo === null ? null : instantOf(validTo),
    hasValue: values.some((value) => value !== null),
  };
}

/** Times of the engine are always RFC 3339 UTC. */
function instantOf(text: string): Instant {
  const parsed = parseInstant(text, null);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.instant;
}
