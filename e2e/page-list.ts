/** Every page, with the words that its main heading holds. */
export const PAGES: readonly (readonly [path: string, heading: RegExp])[] = [
  ["/", /home|good|what/i],
  ["/search", /search/i],
  ["/search?q=delay", /search/i],
  ["/search?q=nothing_has_this_name_at_all", /search/i],
  ["/p/flights", /flights/],
  ["/p/flights/entities", /entities/i],
  ["/p/flights/entities/airport", /airport/],
  ["/p/flights/sources", /sources/i],
  ["/p/flights/sources/flights", /flights/],
  ["/p/flights/groups", /groups/i],
  ["/p/flights/groups/airport_departures", /airport_departures/],
  ["/p/flights/groups/airport_departures/versions", /airport_departures/],
  ["/p/flights/groups/airport_departures/versions?from=1&to=3", /airport_departures/],
  ["/p/flights/groups/airport_departures/versions?version=1", /airport_departures/],
  ["/p/flights/groups/airport_departures/lineage", /airport_departures/],
  ["/p/flights/groups/airport_departures/lineage?view=table", /airport_departures/],
  ["/p/flights/groups/airport_departures/preview", /airport_departures/],
  ["/p/flights/groups/airport_departures/activity", /airport_departures/],
  ["/p/flights/groups/airport_departures/data", /airport_departures/],
  ["/p/flights/groups/airport_load", /airport_load/],
  ["/p/flights/groups/airport_leak", /airport_leak/],
  ["/p/flights/groups/airport_region", /airport_region/],
  ["/p/flights/groups/airport_departures/features/delay", /delay/],
  ["/p/flights/features", /features/i],
  ["/p/flights/services", /services/i],
  ["/p/flights/services/departure_delay", /departure_delay/],
  ["/p/flights/consumers", /consumers/i],
  ["/p/flights/owners", /owners/i],
  ["/p/flights/versions", /versions/i],
  ["/p/flights/activity", /activity/i],
  ["/p/flights/lineage", /lineage/i],
  ["/p/flights/lineage?view=table", /lineage/i],
  ["/p/flights/datasets/preview", /preview/i],
  ["/p/flights/materializations", /materialization/i],
  ["/teams", /teams/i],
  ["/teams/ops_analytics", /ops_analytics/],
  ["/settings", /settings|profile|account/i],
  ["/settings/tokens", /tokens/i],
  ["/settings/people", /people/i],
  ["/settings/conformance", /conformance/i],
  ["/docs/expressions", /expressions/i],
];

/** Pages whose address holds an id: the list that leads to them, the name to choose there, and the heading. */
export const OPENED_PAGES: readonly (readonly [list: string, name: string, heading: RegExp])[] = [
  ["/teams/ops_analytics", "Jonas Lindqvist", /Jonas Lindqvist/],
  ["/settings/people", "Vera Lang", /Vera Lang/],
  ["/settings/tokens", "demo-token", /demo-token/],
];

/** Pages for people who are not signed in. */
export const OPEN_PAGES = [
  "/sign-in",
  "/setup?token=wrong",
  "/invitation?token=wrong",
  "/reset?token=wrong",
] as const;
