import "server-only";
import { parseValueType } from "@/lib/core/model/value-type";
import type { Knowledge } from "@/lib/core/pit/modes";
import type { PitGroup } from "@/lib/core/pit/plan";
import { quoteName } from "./quote";
import { sqlTypeOf } from "./types";

/** One statement of a run. Only our own names, quoted names and whole numbers stand in it: never a value of the spine. */
export interface Statement {
  /** What it does, for progress and timing. */
  phase: string;
  sql: string;
}

/** A group whose relation has been bound: it can be read as `relation`, a view or table of the instance. */
export interface BoundGroup {
  group: PitGroup;
  knowledge: Knowledge;
  /** Unquoted name; its columns have the plan's types already. */
  relation: string;
  /** Columns that give the relation's rows an order, or none: then the tie-break columns decide. */
  rowOrder: readonly string[];
  /** Whether reading the relation twice gives the same rows at little cost. */
  isRereadable: boolean;
}

/**
 * Columns of the spine's table beside the spine's own, whose names never start with two underscores: number of the row
 * from 0 in the order of the result, and its time in microseconds.
 */
export const SPINE_ID = "__id";
export const SPINE_TIME = "__time_us";

/** What is known of the spine once it stands in its table. Times are microseconds, `null` without any. */
export interface SpineFacts {
  table: string;
  rowCount: number;
  minTime: bigint | null;
  maxTime: bigint | null;
}

/** Names of the tables that a group's statements leave behind. */
export interface GroupTables {
  rows: string;
  recent: string;
  open: string;
  tiles: string;
  newest: string;
  /** One per search for newest rows, see {@link searchCount}. */
  found: string[];
  /**
   * One row per spine row that found something: `row_id`, `state`, `event_us`, `created_us`, `ended_us`, `f_1` …; where
   * features look past nulls also `state_1`, `event_us_1`, `created_us_1`, `ended_us_1` … for each feature.
   */
  joined: string;
}

export const STATE_FOUND = 1;
export const STATE_TOO_OLD = 2;
export const STATE_DELETED = 3;
export const STATE_ENDED = 4;

const INT64_MAX = 9_223_372_036_854_775_807n;
/** Greater than the created time and the place of any row. */
export const AFTER_ALL = INT64_MAX;
/** Created time of rows without one: below every real time, which start 290 000 years before it overflows. */
export const NO_CREATED = -INT64_MAX;
/** Spine time of rows without one: nothing lies at or before it. */
export const NO_TIME = -INT64_MAX - 1n;

/** One search for the newest row of each spine row. */
export interface Search {
  /** Places of the features whose values it brings along, from 0. */
  features: readonly number[];
  /** Condition on rows `f` that take part; `null` = all do. */
  only: string | null;
}

/** How often a group is searched: once, or once for its newest row and once per feature that looks past nulls. */
export function searchCount(group: PitGroup): number {
  return group.nulls === "latest_row" ? 1 : group.features.length + 1;
}

/** @returns the searches of a group, the one for the newest row first. */
export function searchesOf(group: PitGroup): [Search, ...Search[]] {
  const places = group.features.map((_, i) => i);
  if (group.nulls === "latest_row") return [{ features: places, only: null }];
  const deleted = group.tombstone === null ? "" : " OR f.gone";
  return [
    { features: [], only: null },
    ...places.map((i) => ({ features: [i], only: `(f.${featureName(i)} IS NOT NULL${deleted})` })),
  ];
}

export function featureName(place: number): string {
  return `f_${place + 1}`;
}

/** Columns of rows that say when an entity has no value any more, as far as the group has them. */
export function endColumns({ tombstone, validTo }: PitGroup): string[] {
  return [...(tombstone === null ? [] : ["gone"]), ...(validTo === null ? [] : ["end_us"])];
}

/**
 * The microsecond of spine time from which a row `f` counts. Times are whole microseconds, so "before t" is "a
 * microsecond later, at or before t", and whatever is known late counts from when it became known.
 */
export function countsFrom({ group, knowledge }: BoundGroup): string {
  const event = group.strict ? "f.event_us + 1" : "f.event_us";
  return knowledge === "known" ? `GREATEST(${event}, epoch_us(f.created_at))` : event;
}

/** Created time of a row `f` in microseconds, below every real one without one. */
export function createdOf(group: PitGroup): string {
  return group.createdTime ? `COALESCE(epoch_us(f.created_at), ${NO_CREATED})` : `${NO_CREATED}`;
}

/**
 * Members that decide after event and created time. Values of a SELECT get a flag before them, so that null counts
 * lowest, as for created times.
 */
export function orderParts({
  group,
  rowOrder,
}: BoundGroup): { name: string; sql: string; nothing: string }[] {
  if (rowOrder.length > 0) {
    return rowOrder.map((_, i) => ({ name: `o_${i + 1}`, sql: `f.o_${i + 1}`, nothing: "0" }));
  }
  return group.tieBreakColumns.flatMap((_, i) => [
    { name: `n_${i + 1}`, sql: `f.o_${i + 1} IS NOT NULL`, nothing: "false" },
    { name: `o_${i + 1}`, sql: `f.o_${i + 1}`, nothing: "NULL" },
  ]);
}

export function keysEqual(group: PitGroup): string {
  return group.keys.map((key, i) => `s.${quoteName(key.spineColumn)} = f.k_${i + 1}`).join(" AND ");
}

/** Conditions that hold, as ` AND …`, or nothing. */
export function andAll(conditions: readonly (string | null)[]): string {
  return conditions.map((condition) => (condition === null ? "" : ` AND ${condition}`)).join("");
}

export function declaredType(type: string): string {
  const parsed = parseValueType(type);
  if (!parsed) throw new Error(`not a value type: ${type}`);
  return sqlTypeOf(parsed);
}
