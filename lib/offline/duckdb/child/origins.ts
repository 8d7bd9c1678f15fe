import "server-only";
import type { DuckDBValue } from "@duckdb/node-api";
import type { AggregateSource, RowSource } from "@/lib/core/pit/status";
import { formatInstant } from "@/lib/core/time/instant";
import { SPINE_ID } from "../compile-pit";
import { quoteName } from "../quote";
import type { ReadyGroup } from "./run-pit";

const ORIGIN_PARTS = ["n", "lo", "hi"] as const;

/** Columns of a result that say what computed values were made of, after all others, in the order of groups and features. */
export function originColumns(ready: readonly ReadyGroup[]): { columns: string[]; joins: string[] } {
  const columns: string[] = [];
  const joins: string[] = [];
  for (const [i, { bound, origins }] of ready.entries()) {
    if (origins === null) continue;
    joins.push(`LEFT JOIN ${quoteName(origins)} AS o${i} ON o${i}.row_id = s.${SPINE_ID}`);
    for (const feature of bound.group.features.keys()) {
      for (const part of ORIGIN_PARTS) {
        columns.push(`o${i}.${part}_${feature + 1} AS origin_${part}_${i}_${feature + 1}`);
      }
    }
  }
  return { columns, joins };
}

/** Sources of one row, with what the values of computed groups were made of. */
export function withOrigins(
  sources: RowSource[],
  ready: readonly ReadyGroup[],
  values: readonly DuckDBValue[],
): RowSource[] {
  let at = 0;
  return sources.map((source, i) => {
    const group = ready[i];
    if (!group || group.origins === null) return source;
    const aggregates = group.bound.group.features.map((): AggregateSource => {
      const [count, first, last] = values.slice(at, at + ORIGIN_PARTS.length);
      at += ORIGIN_PARTS.length;
      return {
        count: Number(count ?? 0),
        firstEventTime: typeof first === "bigint" ? formatInstant(first) : null,
        lastEventTime: typeof last === "bigint" ? formatInstant(last) : null,
      };
    });
    // A row that found nothing has no keys or no time: then nothing was aggregated either.
    const isFound = source.state === "FOUND";
    return isFound ? { ...source, aggregates } : { ...source, aggregates: aggregates.map(() => NOTHING) };
  });
}

const NOTHING: AggregateSource = { count: 0, firstEventTime: null, lastEventTime: null };
