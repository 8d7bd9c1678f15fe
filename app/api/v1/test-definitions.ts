/** A small project that needs no data files: columns of its sources are written down. */
export const TEST_FILES = [
  {
    path: "asof.yaml",
    text: `kind: project
name: flights
description: US flight delays
owner: ops_analytics
---
kind: team
name: ops_analytics
description: Looks after flights
`,
  },
  {
    path: "entities.yaml",
    text: `kind: entity
name: airport
description: A place that planes leave from
join_keys:
  - {name: origin, type: string, description: IATA code}
`,
  },
  {
    path: "sources/departures.yaml",
    text: `kind: source
name: departures
description: One row for each departure
type: push
event_time: departed_at
created_time: known_at
columns:
  - {name: origin, type: string}
  - {name: departed_at, type: timestamp}
  - {name: known_at, type: timestamp}
  - {name: delay, type: float32}
  - {name: seats, type: int64}
`,
  },
  { path: "groups/airport_departures.yaml", text: groupText("float64") },
  {
    path: "services.yaml",
    text: `kind: feature_service
name: departure_delay
description: What the delay model reads
features: ["airport_departures@v1:*"]
consumers:
  - {name: delay_model, type: model, owner: ops_analytics, uses: serving}
`,
  },
];

/** The group of {@link TEST_FILES}, with another type of `delay` or with more features. */
export function groupText(delayType: string, more = ""): string {
  return `kind: feature_group
name: airport_departures
description: Every departure, with how late it was
entity: airport
source: departures
event_time: departed_at
created_time: known_at
tags: [delay]
features:
  - {name: delay, type: ${delayType}, unit: minutes, description: Departure delay, default: null}
  - {name: seats, type: int64, description: Seats on the plane, constraints: {min: 0, max: "9223372036854775807"}}
${more}`;
}

/** {@link TEST_FILES} with one file replaced. */
export function filesWith(path: string, text: string): { path: string; text: string }[] {
  return TEST_FILES.map((file) => (file.path === path ? { path, text } : file));
}
