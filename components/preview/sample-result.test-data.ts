import type { PreviewResult } from "@/lib/contracts/preview";

/**
 * A result for tests, as the server sends it: two groups, one row of every status. Rows: found and null, found late,
 * outside the TTL, never seen, without a key.
 */
export function sampleResult(): PreviewResult {
  const counts = { PRESENT: 2, NULL_VALUE: 0, NOT_FOUND: 2, OUTSIDE_MAX_AGE: 1 };
  const plain = { expression: null, interval: null };
  const unseen = {
    state: "NOT_FOUND",
    event_time: null,
    created_time: null,
    age_ms: null,
    aggregates: null,
  } as const;
  const found = (event_time: string, age_ms: number, created_time: string | null) =>
    ({ state: "FOUND", event_time, created_time, age_ms, aggregates: null }) as const;
  const column = (
    name: string,
    type: string,
    role: PreviewResult["columns"][number]["role"],
    group: number | null,
  ) => ({
    name,
    type,
    role,
    group,
    unit: group === 0 && type === "int64" ? "minutes" : null,
    masked: false,
  });
  return {
    columns: [
      column("label", "float64", "extra", null),
      column("at", "timestamp", "time", null),
      column("origin", "string", "key", null),
      column("departures__delay", "int64", "feature", 0),
      column("departures__note", "string", "feature", 0),
      column("profile__city", "string", "feature", 1),
    ],
    rows: [
      [1, "2026-11-14T18:45:00.000000Z", "ATL", "8", null, "Atlanta"],
      [0, "2026-11-14T18:45:00.000000Z", "ORD", "9007199254740993", "=1+1", "Chicago"],
      ["NaN", "2027-03-01T00:00:00.000000Z", "ATL", null, null, "Atlanta"],
      [null, "2026-11-14T18:45:00.000000Z", "ZZZ", null, null, null],
      [null, "2026-11-14T18:45:00.000000Z", null, null, null, null],
    ],
    sources: [
      [
        found("2026-11-14T17:00:00.000000Z", 6_300_000, "2026-11-14T17:58:00.000000Z"),
        found("1990-01-01T00:00:00.000000Z", 1e12, null),
      ],
      [
        found("2026-11-14T18:45:00.000000Z", 0, "2026-11-14T19:45:00.000000Z"),
        found("1990-01-01T00:00:00.000000Z", 1e12, null),
      ],
      [
        {
          state: "OUTSIDE_MAX_AGE",
          event_time: "2026-11-15T00:00:00.000000Z",
          created_time: null,
          age_ms: 9_158_400_000,
          aggregates: null,
        },
        found("1990-01-01T00:00:00.000000Z", 1e12, null),
      ],
      [unseen, unseen],
      [unseen, unseen],
    ],
    groups: [
      {
        name: "departures",
        group: "departures",
        version: 3,
        keys: ["origin"],
        join_keys: ["origin"],
        ttl_seconds: 604_800,
        event_time: "departed_at",
        created_time: "known_at",
        strict: false,
        nulls: "latest_row",
        tombstone: null,
        valid_to: null,
        strategy: "tiles",
        reason: "few spine rows",
        compute: "rows",
        features: [
          { ...plain, output: "departures__delay", counts },
          { ...plain, output: "departures__note", counts: { ...counts, PRESENT: 1, NULL_VALUE: 1 } },
        ],
      },
      {
        name: "profile",
        group: "profile",
        version: 1,
        keys: ["origin"],
        join_keys: ["origin"],
        ttl_seconds: null,
        event_time: "valid_from",
        created_time: null,
        strict: false,
        nulls: "latest_row",
        tombstone: null,
        valid_to: null,
        strategy: "asof",
        reason: "few feature rows",
        compute: "rows",
        features: [
          {
            ...plain,
            output: "profile__city",
            counts: { PRESENT: 3, NULL_VALUE: 0, NOT_FOUND: 2, OUTSIDE_MAX_AGE: 0 },
          },
        ],
      },
    ],
    knowledge: "event",
    row_count: 5,
    is_truncated: false,
    explanation: [],
    sql: "SELECT 1",
    portable_sql: "SELECT 2",
    timing_ms: [
      { phase: "reading", ms: 100.5 },
      { phase: "joining", ms: 20 },
    ],
    warnings: [],
  };
}
