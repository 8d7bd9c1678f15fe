import "server-only";
import type { ConformanceCase } from "@/lib/contracts/conformance";
import { durationSeconds } from "@/lib/core/model/duration";
import type { PitGroupRequest, PitRequest } from "@/lib/core/pit/plan";
import type { FilesRelation } from "@/lib/core/pit/relation";
import type { Strategy } from "@/lib/core/pit/strategy";
import type { SampleRows } from "@/lib/offline/engine";

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
  strategy: Strategy | null,
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
    groups: rule.groups.map((group) => groupOf(group, folder)),
    rowsMax: Math.max(1, spine.rows.length),
    knowledge: rule.knowledge,
    strategy,
  };
}

function groupOf(group: ConformanceCase["groups"][number], folder: string): PitGroupRequest {
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
    strict: group.strict,
    nulls: group.nulls,
    tombstone: group.tombstone,
  };
}
