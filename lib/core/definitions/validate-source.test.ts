import { describe, expect, test } from "vitest";
import type { BadProject } from "./bad-projects.test-suite";
import { NO_FACTS } from "./facts";
import { columns, flightsProject, problemsOf, replaced, source } from "./sample.test-suite";

const CASES: BadProject[] = [
  {
    name: "a group and a source of one name",
    change: [source({ name: "load" })],
    problems: [
      "source.load name: A feature group is called load too, and both are read by name. → a name that no group has",
    ],
  },
  {
    name: "a missing event-time column",
    change: [source({ event_time: "departd_at" })],
    problems: [
      "source.flights_raw event_time: flights_raw has no column departd_at. Did you mean departed_at? → one of origin, departed_at, known_at, delay, distance, carrier",
    ],
  },
  {
    name: "an event time that is no time",
    change: [source({ event_time: "delay", created_time: null })],
    problems: [
      "source.flights_raw event_time: Column delay holds int16, not a time. → a column of type timestamp, timestamp_ntz or date",
      "feature_group.departures features.0.name: The name delay is taken by the event time. → a name of its own",
    ],
  },
  {
    name: "a naive event time without a zone (rule 16)",
    change: [source({ timezone: null, created_time: null })],
    problems: [
      "source.flights_raw event_time: Column departed_at holds timestamp_ntz, which has no time zone of its own. → timezone: its zone by IANA name, at the source",
    ],
  },
  {
    name: "a created time without an event time",
    change: [source({ name: "other", event_time: null })],
    problems: [
      "source.other created_time: Has no meaning without an event time. → event_time: the column that says when a row became true",
    ],
  },
  {
    name: "files that cannot be read",
    change: [source({ name: "other", columns: null, event_time: null, created_time: null })],
    facts: {
      ...NO_FACTS,
      sources: new Map([
        ["other", { columns: null, problems: [{ message: "No file matches.", expected: "files" }] }],
      ]),
    },
    problems: ["source.other path: No file matches. → files"],
  },
  {
    name: "declared columns that the data lacks or cannot give",
    change: [
      source({
        name: "other",
        columns: columns("departed_at:timestamp, known_at:timestamp, dealy:int16, carrier:int64"),
      }),
    ],
    facts: {
      ...NO_FACTS,
      sources: new Map([
        [
          "other",
          {
            columns: columns("departed_at:timestamp, known_at:timestamp, delay:int16, carrier:string"),
            problems: [],
          },
        ],
      ]),
    },
    problems: [
      "source.other columns.2.name: The data has no column dealy. Did you mean delay? → one of departed_at, known_at, delay, carrier",
      "source.other columns.3.type: The data holds string, which cannot be read as int64. → string",
    ],
  },
];

describe("validateDefinitions, source", () => {
  test.each(CASES)("refuses $name", ({ change, facts, problems }) => {
    expect(problemsOf(replaced(flightsProject(), ...change), facts)).toEqual(problems);
  });
});
