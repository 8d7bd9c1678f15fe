import "server-only";
import type { PreviewResult, WireCell, WireFeatureSource } from "@/lib/contracts/preview";
import { explainPlan } from "@/lib/core/pit/explain";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { FeatureSource } from "@/lib/core/pit/status";
import type { PitResult } from "@/lib/offline/engine";
import type { PreviewGroup } from "./groups";

/** Stands in the place of a value that this person may not see. */
export const MASK = "•••";

/** The engine's result as it travels, with protected values masked before they leave. */
export function previewResult(
  result: PitResult,
  groups: readonly PreviewGroup[],
  plan: PitPlan,
): PreviewResult {
  const columns = result.columns.map(({ name, type, role, group, expression }) => {
    const owner = group === null ? undefined : groups[group];
    const feature = owner && featureOf(name, owner);
    return {
      name,
      type,
      role,
      group,
      unit: (feature && owner.units.get(feature)) ?? null,
      masked: feature !== undefined && owner?.masked.has(feature) === true,
      ...(expression === undefined ? {} : { expression }),
    };
  });
  const hidden = columns.map((column) => column.masked);
  const mask = (row: WireCell[]) =>
    hidden.some(Boolean) ? row.map((cell, i) => (hidden[i] && cell !== null ? MASK : cell)) : row;
  return {
    columns,
    rows: result.rows.map((row) => mask(row)),
    sources: result.sources.map((row) =>
      row.map((source) => ({
        ...wireSource(source),
        ...(source.features ? { features: source.features.map(wireSource) } : {}),
        aggregates:
          source.aggregates?.map(({ count, firstEventTime, lastEventTime }) => ({
            count,
            first_event_time: firstEventTime,
            last_event_time: lastEventTime,
          })) ?? null,
      })),
    ),
    groups: result.groups.map(({ name, strategy, reason, features }, i) => ({
      name,
      group: groups[i]?.request.group ?? name,
      version: groups[i]?.version ?? 0,
      keys:
        groups[i]?.request.entityKeys.map((key) => groups[i]?.request.keyMap?.[key.name] ?? key.name) ?? [],
      join_keys: groups[i]?.request.entityKeys.map((key) => key.name) ?? [],
      ttl_seconds: groups[i]?.request.ttlSeconds ?? null,
      event_time: groups[i]?.request.eventTime ?? "",
      created_time: groups[i]?.request.createdTime ?? null,
      strict: groups[i]?.request.strict ?? false,
      nulls: groups[i]?.request.nulls ?? "latest_row",
      tombstone: groups[i]?.request.tombstone ?? null,
      valid_to: groups[i]?.request.validTo ?? null,
      strategy,
      reason,
      compute: groups[i]?.request.compute?.kind ?? "rows",
      features: features.map((feature) => ({ ...feature, ...computationOf(feature.output, groups[i]) })),
    })),
    knowledge: plan.knowledge,
    row_count: result.rowCount,
    is_truncated: result.isTruncated,
    explanation: explainPlan(plan),
    sql: result.sql,
    portable_sql: result.portableSql,
    timing_ms: result.timings,
    warnings: result.warnings,
  };
}

function wireSource({ state, eventTime, createdTime, ageMs, endedAt }: FeatureSource): WireFeatureSource {
  return {
    state,
    event_time: eventTime,
    created_time: createdTime,
    age_ms: ageMs,
    ...(endedAt === undefined ? {} : { ended_at: endedAt }),
  };
}

function computationOf(output: string, group: PreviewGroup | undefined) {
  const name = group && featureOf(output, group);
  const words = name === undefined ? undefined : group?.computations.get(name);
  return { expression: words?.expression ?? null, interval: words?.interval ?? null };
}

/** Output columns are `group__feature`, or the bare name. */
function featureOf(output: string, group: PreviewGroup): string | undefined {
  const prefix = `${group.request.alias ?? group.request.group}__`;
  const name = output.startsWith(prefix) ? output.slice(prefix.length) : output;
  return group.units.has(name) ? name : undefined;
}
