import { describe, expect, it } from "vitest";
import type { ExplainResult } from "@/lib/contracts/explain";
import { resultColumns } from "./result-columns";
import { sampleResult } from "./sample-result.test-data";
import { xrayQuestion } from "./xray-question";
import { countWords, naiveWords } from "./xray-words";

const row = (event: string, created: string | null, value: string | null) => ({
  event_time: `2026-01-01T${event}:00:00.000000Z`,
  created_time: created && `2026-01-01T${created}:00:00.000000Z`,
  known_later: false,
  values: [value],
});

function result(more: Partial<ExplainResult>): ExplainResult {
  return {
    group: "departures",
    version: 2,
    time: "2026-01-01T12:00:00.000000Z",
    knowledge: "event",
    ttl_seconds: null,
    event_time: "departed_at",
    created_time: "known_at",
    columns: [{ name: "delay", type: "int64", unit: "minutes", masked: false }],
    candidates: [
      { ...row("15", "16", "9"), fate: "later" },
      { ...row("11", "13", "8"), fate: "chosen" },
      { ...row("10", "11", "7"), fate: "older" },
    ],
    before_count: 40,
    after_count: 1,
    naive: [],
    sql: "",
    timing_ms: [],
    ...more,
  };
}

describe("the question behind an x-ray", () => {
  it("is about the version that was joined, with the keys and the time of the row", () => {
    const preview = sampleResult();
    const columns = resultColumns(preview);
    const delay = columns.find(({ label }) => label === "delay");
    const origin = columns.find(({ name }) => name === "origin");
    if (!delay || !origin) throw new Error("the sample has both");
    expect(xrayQuestion(preview, columns, 0, delay)).toEqual({
      features: [`departures@v${preview.groups[0]?.version}:delay`],
      keys: { origin: "ATL" },
      nulls: "latest_row",
      strict: false,
      time: "2026-11-14T18:45:00.000000Z",
    });
    expect(xrayQuestion(preview, columns, 0, origin)).toBeNull();
  });
});

describe("what careless joins would show", () => {
  const naive = (more: Partial<ExplainResult>) =>
    naiveWords(result(more), 0).map(({ value, verdict, isLeak }) => [value, verdict, isLeak]);

  it("is a leak when the row happened later, or was known later where that counts", () => {
    const newest = { kind: "newest_row" as const, row: row("15", "16", "9"), differs: true };
    const latest = { kind: "latest_event" as const, row: row("11", "13", "8"), differs: true };
    expect(naive({ naive: [newest] })).toEqual([["9", "a leak: it happened 3 h later", true]]);
    expect(naive({ naive: [latest], knowledge: "known" })).toEqual([
      ["8", "a leak: it became known 1 h later", true],
    ]);
    expect(naive({ naive: [{ ...latest, row: row("11", null, "8") }], knowledge: "known" })).toEqual([
      ["8", "a leak: nothing says that it was known then", true],
    ]);
  });

  it("is no leak when it takes the same row, another of the same time, one that is too old, or none", () => {
    const latest = { kind: "latest_event" as const, row: row("11", "13", null), differs: true };
    expect(naive({ naive: [{ ...latest, differs: false }] })).toEqual([["null", "the same row", false]]);
    expect(naive({ naive: [latest] })).toEqual([["null", "another row of the same time", false]]);
    expect(naive({ naive: [latest], candidates: [] })).toEqual([["null", "too old to count", false]]);
    expect(naive({ naive: [{ ...latest, row: null }] })).toEqual([[null, "there is no such row", false]]);
  });

  it("hides masked values", () => {
    const columns = [{ name: "delay", type: "int64", unit: null, masked: true }];
    expect(
      naive({ columns, naive: [{ kind: "newest_row", row: row("11", null, "•••"), differs: false }] }),
    ).toEqual([["hidden", "the same row", false]]);
  });
});

it("counts what is shown and what there is", () => {
  expect(countWords(result({}))).toBe("2 of 40 rows at or before the time, 1 row after it");
});
