import { computationOf, type FeatureGroupDefinition } from "../model/definitions";
import type { Resolver } from "./resolve";

/** The time columns of rows, and the zone they are read in. */
export interface TimeColumns {
  event_time: string | null;
  created_time: string | null;
  /** IANA name of the zone of times without one; `null` when no zone is said, or several. */
  timezone: string | null;
}

/** The name of the time column of rows that Asof computes itself, at each tick. */
export const TICK_COLUMN = "event_time";

/** Rows of which no time is known. */
export const NO_TIMES: TimeColumns = { event_time: null, created_time: null, timezone: null };

/** The time columns of a group's own rows, as whoever reads the group sees them. */
export function groupTimes(group: FeatureGroupDefinition, resolver: Resolver): TimeColumns {
  const computation = computationOf(group);
  if (computation === "aggregations" || computation === "second_order") {
    return { event_time: TICK_COLUMN, created_time: null, timezone: "UTC" };
  }
  return readTimes(group, resolver);
}

/** Whether everything that decides about the times of a table's rows is there to be asked. */
export function areTimesKnown(table: string, resolver: Resolver): boolean {
  if (resolver.set.sources.has(table)) return true;
  const group = resolver.set.groups.get(table);
  if (!group) return false;
  const inherits = group.source !== null && group.aggregations === null && group.event_time === null;
  return !inherits || areTimesKnown(group.source ?? "", resolver);
}

/**
 * The time columns of the rows that a group reads: its own words first, then those of its source.
 * A transform's zone is the one zone that all of its sources declare.
 */
export function readTimes(group: FeatureGroupDefinition, resolver: Resolver): TimeColumns {
  const inherited = group.source === null ? NO_TIMES : resolver.times(group.source);
  const zones = new Set(resolver.reads(group.name).map((table) => resolver.times(table).timezone));
  const [zone = null] = zones;
  return {
    event_time: group.event_time ?? inherited.event_time,
    created_time: group.created_time ?? inherited.created_time,
    timezone: zones.size === 1 ? zone : null,
  };
}
