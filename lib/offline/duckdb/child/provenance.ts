import "server-only";
import type { DuckDBValue } from "@duckdb/node-api";
import type { PitGroup } from "@/lib/core/pit/plan";
import type { FeatureSource, FeatureStatus, RowSource, RowState } from "@/lib/core/pit/status";
import { formatInstant } from "@/lib/core/time/instant";
import { SOURCE_WIDTH } from "../compile-answer";
import { featureName, STATE_DELETED, STATE_ENDED, STATE_FOUND, STATE_TOO_OLD } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import type { Run } from "./run";

/**
 * Which row decided, read from a result.
 *
 * @param time the spine row's, in microseconds.
 * @param values of `sourceColumns`: the group's, then those of each feature that has a row of its own.
 */
export function readSources(time: DuckDBValue, values: DuckDBValue[]): RowSource {
  const source = readSource(time, values.slice(0, SOURCE_WIDTH));
  if (values.length === SOURCE_WIDTH) return source;
  const features: FeatureSource[] = [];
  for (let at = SOURCE_WIDTH; at < values.length; at += SOURCE_WIDTH) {
    features.push(readSource(time, values.slice(at, at + SOURCE_WIDTH)));
  }
  return { ...source, features };
}

const STATES = new Map<DuckDBValue, RowState>([
  [STATE_FOUND, "FOUND"],
  [STATE_TOO_OLD, "OUTSIDE_MAX_AGE"],
  [STATE_DELETED, "DELETED"],
  [STATE_ENDED, "ENDED"],
]);

function readSource(
  time: DuckDBValue,
  [state = null, event = null, created = null, ended = null]: DuckDBValue[],
): FeatureSource {
  const known = STATES.get(state);
  if (!known || typeof event !== "bigint" || typeof time !== "bigint") {
    // Computed values come from no single row: they are found without its times.
    return { state: known ?? "NOT_FOUND", eventTime: null, createdTime: null, ageMs: null };
  }
  return {
    state: known,
    eventTime: formatInstant(event),
    createdTime: typeof created === "bigint" ? formatInstant(created) : null,
    ageMs: Number(time - event) / 1000,
    ...(typeof ended === "bigint" ? { endedAt: formatInstant(ended) } : {}),
  };
}

/** Statuses per feature over all spine rows; rows that found nothing are not in `joined`. */
export async function featureCounts(
  run: Run,
  group: PitGroup,
  joined: string,
  rowCount: number,
): Promise<Record<FeatureStatus, number>[]> {
  if (group.features.length === 0) return [];
  const count = (where: string) => `count(*) FILTER (${where})`;
  const columns = group.features.flatMap((_, i) => {
    const state = group.nulls === "latest_row" ? "state" : `state_${i + 1}`;
    return [
      count(`${state} = ${STATE_FOUND}`),
      count(`${state} = ${STATE_TOO_OLD}`),
      count(`${state} = ${STATE_FOUND} AND ${featureName(i)} IS NOT NULL`),
    ];
  });
  const [row = []] = await readAll(run.connection, `SELECT ${columns.join(", ")} FROM ${quoteName(joined)}`);
  return group.features.map((_, i) => {
    const [found = 0, tooOld = 0, present = 0] = row.slice(3 * i, 3 * i + 3).map(Number);
    return {
      PRESENT: present,
      NULL_VALUE: found - present,
      NOT_FOUND: rowCount - found - tooOld,
      OUTSIDE_MAX_AGE: tooOld,
    };
  });
}
