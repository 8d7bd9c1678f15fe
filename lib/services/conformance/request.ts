import "server-only";
import type { ConformanceCase } from "@/lib/contracts/conformance";
import { emptyValue } from "@/lib/core/definitions/aggregations";
import { durationSeconds } from "@/lib/core/model/duration";
import type { PitGroupRequest, PitRequest } from "@/lib/core/pit/plan";
import type { ComputeRequest } from "@/lib/core/pit/plan-compute";
import type { FilesRelation } from "@/lib/core/pit/relation";
import { STRATEGIES, type Strategy } from "@/lib/core/pit/strategy";
import { WINDOW_STRATEGIES, type WindowStrategy } from "@/lib/core/pit/window-strategy";
import type { SampleRows } from "@/lib/offline/engine";

/** How a rule is run: a strategy of the join, or of the windows. */
export type PlanShape = Strategy | WindowStrategy;

/** The files of a rule as relations; `folder` is relative to the suite's root. */
export function fixture(folder: string, file: string): FilesRelation {
  return {
    kind: "files",
    name: file.replace(/\.parquet$/, ""),
    format: "parquet",
    path: `${folder}/${file}`,
    timezone: null,
    times: [],
    columns: null,
  };
}

/** A rule as a request to the engine, with its spine given row by row, so that every spine row keeps its place. */
export function requestOf(
  rule: ConformanceCase,
  folder: string,
  spine: SampleRows,
  shape: PlanShape,
): PitRequest {
  return {
    spine: {
      kind: "rows",
      columns: spine.columns.map(({ name }, i) => ({
        name,
        values: spine.rows.map((row) => row[i] ?? null),
      })),
      encoding: "json",
      time: rule.spine.time,
      timezone: null,
    },
    groups: rule.groups.map((group) => groupOf(group, folder, shape)),
    rowsMax: Math.max(1, spine.rows.length),
    knowledge: rule.knowledge,
    strategy: isStrategy(shape) ? shape : null,
  };
}

/** Plan shapes that can run a rule: those of windows where it has any, else those of joins. */
export function shapesOf(rule: ConformanceCase): readonly PlanShape[] {
  return rule.groups.some((group) => group.aggregations !== null) ? WINDOW_STRATEGIES : STRATEGIES;
}

function isStrategy(shape: PlanShape): shape is Strategy {
  return STRATEGIES.some((strategy) => strategy === shape);
}

function groupOf(
  group: ConformanceCase["groups"][number],
  folder: string,
  shape: PlanShape,
): PitGroupRequest {
  return {
    group: group.group,
    version: group.version,
    alias: group.name === group.group ? null : group.name,
    entityKeys: Object.entries(group.keys).map(([name, type]) => ({ name, type })),
    keyMap: group.key_map,
    eventTime: group.event_time,
    createdTime: group.created_time,
    ttlSeconds: group.ttl === null ? null : group.ttl === "0" ? 0 : durationSeconds(group.ttl),
    relation: fixture(folder, group.file),
    features: Object.entries(group.features).map(([name, type]) => ({ name, type, column: null })),
    requested: null,
    compute: group.aggregations && windowsOf(group.aggregations, shape),
    // Events of a window need no order among equals.
    ...(group.aggregations ? { tieBreakColumns: [] } : {}),
    strict: group.strict,
    nulls: group.nulls,
    tombstone: group.tombstone,
  };
}

function windowsOf(
  aggregations: NonNullable<ConformanceCase["groups"][number]["aggregations"]>,
  shape: PlanShape,
): ComputeRequest {
  const windows = aggregations.map(
    ({ name, fn, column, window, where, bounds, empty, parameter }) =>
      [
        name,
        {
          fn,
          parameter,
          empty: emptyValue({ fn, empty }),
          column,
          where,
          bounds,
          seconds: window === "lifetime" ? null : durationSeconds(window),
        },
      ] as const,
  );
  const strategy = WINDOW_STRATEGIES.find((one) => one === shape) ?? null;
  return { kind: "windows", windows: new Map(windows), strategy };
}
