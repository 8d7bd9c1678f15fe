import "server-only";
import type { PreviewResult, WireCell } from "@/lib/contracts/preview";
import type { PitResult } from "@/lib/offline/engine";
import type { PreviewGroup } from "./groups";

const MASK = "•••";

/** The engine's result as it travels, with protected values masked before they leave. */
export function previewResult(
  result: PitResult,
  groups: readonly PreviewGroup[],
  explanation: string[],
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
      row.map(({ state, eventTime, createdTime, ageMs }) => ({
        state,
        event_time: eventTime,
        created_time: createdTime,
        age_ms: ageMs,
      })),
    ),
    groups: result.groups.map(({ name, strategy, reason, features }, i) => ({
      name,
      group: groups[i]?.request.group ?? name,
      version: groups[i]?.version ?? 0,
      keys:
        groups[i]?.request.entityKeys.map((key) => groups[i]?.request.keyMap?.[key.name] ?? key.name) ?? [],
      ttl_seconds: groups[i]?.request.ttlSeconds ?? null,
      event_time: groups[i]?.request.eventTime ?? "",
      created_time: groups[i]?.request.createdTime ?? null,
      strategy,
      reason,
      features,
    })),
    row_count: result.rowCount,
    is_truncated: result.isTruncated,
    explanation,
    sql: result.sql,
    timing_ms: result.timings,
    warnings: result.warnings,
  };
}

/** Output columns are `group__feature`, or the bare name. */
function featureOf(output: string, group: PreviewGroup): string | undefined {
  const prefix = `${group.request.alias ?? group.request.group}__`;
  const name = output.startsWith(prefix) ? output.slice(prefix.length) : output;
  return group.units.has(name) ? name : undefined;
}
