import type { Definition } from "../model/definitions";
import type { Facts } from "./facts";
import { aggregation, feature, group } from "./sample.test-suite";

export const departures = (over: Parameters<typeof group>[0]) =>
  group({ features: [feature("delay"), feature("distance", { type: "int64" })], ...over });
export const windows = (...aggregations: Parameters<typeof aggregation>[]) =>
  group({ name: "load", source: "departures", aggregations: aggregations.map((one) => aggregation(...one)) });
export const rollup = (over: object) =>
  group({
    name: "region",
    source: null,
    second_order: [
      { name: "m", feature: "load:mean_delay_7d", fn: "mean", by: "state", parameter: null, ...over },
    ],
  });
export const entry = { project: null, group: "load", version: null, as: null, keys: null, features: null };
export const SELECT = "SELECT origin, departed_at, delay FROM flights_raw";
export const transform = (over: Parameters<typeof group>[0] = {}) =>
  departures({
    source: null,
    transform: SELECT,
    event_time: "departed_at",
    features: [feature("delay")],
    ...over,
  });
export const OUTPUT = "origin:string, departed_at:timestamp, delay:int16";

/** A change of the flights project that is wrong, and all of its problems as `kind.name path: message → expected`. */
export interface BadProject {
  name: string;
  change: Definition[];
  facts?: Facts;
  problems: string[];
}
