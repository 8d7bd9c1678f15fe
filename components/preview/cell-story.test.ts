import { describe, expect, it } from "vitest";
import { type CellStory, cellStory } from "./cell-story";
import { resultColumns } from "./result-columns";
import { sampleResult } from "./sample-result.test-data";

const NOW = "2026-11-20T00:00:00Z";
const result = sampleResult();

function story(row: number, label: string, from = result): CellStory {
  const shown = resultColumns(from);
  const column = shown.find((one) => one.label === label);
  const told = column && cellStory(from, shown, row, column, NOW);
  if (!told) throw new Error(`no story for ${label}`);
  return told;
}

const sentence = (told: CellStory) => told.sentence.map((words) => words.text).join("");

describe("rule 36: the story of a cell", () => {
  it("is the sentence a colleague would say, with the row it came from", () => {
    const told = story(0, "delay");
    expect(sentence(told)).toBe("delay for ATL at 14 Nov 18:45:00 is 8 minutes");
    expect(told.reason).toBe("Chosen: the newest row at or before this time, 1 h 45 min old.");
    expect(told).toMatchObject({
      status: "PRESENT",
      eventTime: "2026-11-14T17:00:00.000000Z",
      createdTime: "2026-11-14T17:58:00.000000Z",
      ageMs: 6_300_000,
      ttlSeconds: 604_800,
      lateMs: null,
    });
  });

  it("R20: keeps every digit of a 64-bit integer", () => {
    expect(sentence(story(1, "delay")).replace(/(?<=\d)\s(?=\d)/g, "")).toContain("9007199254740993 minutes");
  });

  it("tells when a value became known only after the row's time", () => {
    expect(story(1, "delay").lateMs).toBe(3_600_000);
  });

  it.each([
    [0, "note", "note for ATL at 14 Nov 18:45:00 is null", /holds no value; older rows are not tried/],
    [
      2,
      "delay",
      "delay for ATL at 1 Mar 2027 00:00:00 is outside the TTL",
      /106 d old and the TTL is 7 days/,
    ],
    [
      3,
      "delay",
      "delay for ZZZ at 14 Nov 18:45:00 was never seen",
      /departures has no row for it at or before/,
    ],
    [4, "delay", "delay for no origin at 14 Nov 18:45:00 cannot be found", /no value in origin/],
  ])("row %i, %s: %s", (row, label, text, reason) => {
    const told = story(row, label);
    expect(sentence(told)).toBe(text);
    expect(told.reason).toMatch(reason);
  });

  it.each([
    [{ state: "DELETED" }, "was deleted at 14 Nov 17:00:00", /is_deleted is true in the newest row/],
    [
      { state: "ENDED", ended_at: "2026-11-14T18:00:00.000000Z" },
      "ended at 14 Nov 18:00:00",
      /stopped counting at its valid_until/,
    ],
  ] as const)("pit rule 25: a row that takes the value away is the reason: %j", (over, text, reason) => {
    const { sources, rows, groups } = result;
    const [first] = sources[0] ?? [];
    if (!first) throw new Error("no source");
    const ended = {
      ...result,
      rows: rows.map((row) => row.with(3, null)),
      sources: sources.map((row) => row.with(0, { ...first, ...over })),
      groups: groups.map((group) => ({ ...group, tombstone: "is_deleted", valid_to: "valid_until" })),
    };
    const told = story(0, "delay", ended);
    expect(sentence(told)).toBe(`delay for ATL at 14 Nov 18:45:00 ${text}`);
    expect(told.reason).toMatch(reason);
    expect(told).toMatchObject({ status: "NOT_FOUND", eventTime: "2026-11-14T17:00:00.000000Z" });
  });

  it("pit rules 1, 9, 18: says which row was looked for, and takes the feature's own", () => {
    const own = {
      state: "FOUND",
      event_time: "2026-11-14T16:45:00.000000Z",
      created_time: null,
      age_ms: 7_200_000,
    } as const;
    const past = {
      ...result,
      knowledge: "known" as const,
      sources: result.sources.map((row) =>
        row.map((source, group) => (group === 0 ? { ...source, features: [source, own] } : source)),
      ),
      rows: result.rows.map((row) => row.with(4, "late bag")),
      groups: result.groups.map((group) => ({ ...group, strict: true, nulls: "latest_non_null" as const })),
    };
    const told = story(0, "note", past);
    expect(told.reason).toBe(
      "Chosen: the newest row with a value before this time and known by then, 2 h old.",
    );
    expect(told.eventTime).toBe(own.event_time);
    expect(story(0, "delay", past).eventTime).toBe("2026-11-14T17:00:00.000000Z");
    expect(story(3, "delay", past).reason).toBe(
      "departures has no row for it with a value before this time and known by then.",
    );
  });

  it("does not tell a masked value", () => {
    const masked = { ...result, columns: result.columns.map((column) => ({ ...column, masked: true })) };
    const told = story(0, "city", masked);
    expect(sentence(told)).toBe("city for ATL at 14 Nov 18:45:00 is hidden");
    expect(JSON.stringify(told)).not.toContain("Atlanta");
  });

  it("says one minute, two minutes", () => {
    const one = { ...result, rows: result.rows.map((row) => row.with(3, "1")) };
    expect(sentence(story(0, "delay", one))).toBe("delay for ATL at 14 Nov 18:45:00 is 1 minute");
  });

  describe("of a computed value", () => {
    const windows = (count: number, value: string | null) => {
      const made = {
        count,
        first_event_time: count === 0 ? null : "2026-11-14T09:00:00.000000Z",
        last_event_time: count === 0 ? null : "2026-11-14T18:45:00.000000Z",
      };
      const source = {
        state: "FOUND" as const,
        event_time: null,
        created_time: null,
        age_ms: null,
        aggregates: [made, made],
      };
      return {
        ...result,
        rows: result.rows.map((row) => row.with(3, value)),
        sources: result.sources.map((row) => row.with(0, source)),
        groups: result.groups.map((group, i) =>
          i > 0
            ? group
            : {
                ...group,
                compute: "windows" as const,
                features: group.features.map((feature) => ({
                  ...feature,
                  expression: "mean(delay)",
                  interval: "(t − 7 d, t]",
                })),
              },
        ),
      };
    };

    it("names the window literally (rule 29) and what lies in it instead of one row", () => {
      const told = story(0, "delay", windows(214, "8"));
      expect(told.reason).toBe("Computed: mean(delay) over 214 events in (t − 7 d, t], t being this time.");
      expect(told).toMatchObject({
        status: "PRESENT",
        eventTime: null,
        aggregate: {
          of: "events",
          count: 214,
          firstEventTime: "2026-11-14T09:00:00.000000Z",
          lastEventTime: "2026-11-14T18:45:00.000000Z",
        },
      });
    });

    it("says that nothing was there to compute from", () => {
      const told = story(0, "delay", windows(0, null));
      expect(told.status).toBe("NULL_VALUE");
      expect(told.reason).toBe("Computed: mean(delay) over no event in (t − 7 d, t], t being this time.");
    });
  });
});
