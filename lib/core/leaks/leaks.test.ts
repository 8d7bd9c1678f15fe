import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregation, entity, feature, group, resolverOf, source } from "../definitions/sample.test-suite";
import type { Definition } from "../model/definitions";
import { areaUnderCurve, isSuspicious } from "./auc";
import { labelFindings } from "./label";
import type { SelectUse } from "./select-use";
import { staticFindings } from "./static";

const use = (kind: SelectUse["kind"], output: string | null = null): SelectUse => ({
  kind,
  name: "avg",
  reason: "is taken over rows of any time",
  output,
  line: 2,
  column: 8,
});
const linted = (over: Parameters<typeof group>[0], more: object = {}) => ({
  document: group(over),
  version: 1,
  times: { event_time: "at", created_time: "known_at" },
  uses: [],
  ...more,
});
const rules = (subject: ReturnType<typeof linted>, hasSplit = false) =>
  staticFindings(subject, { hasSplit }).map(
    ({ ruleId, feature: name }) => `${ruleId}${name ? ` ${name}` : ""}`,
  );

describe("staticFindings", () => {
  it("has nothing to say about a group with both times and a plain transform", () => {
    expect(rules(linted({ name: "g" }))).toEqual([]);
  });

  it("asks for an event time, then for a created time", () => {
    expect(rules(linted({ name: "g" }, { times: { event_time: null, created_time: null } }))).toEqual([
      "no-event-time",
    ]);
    expect(rules(linted({ name: "g" }, { times: { event_time: "at", created_time: null } }))).toEqual([
      "no-created-time",
    ]);
  });

  it("names the rule of each place, the feature it stands in, and where", () => {
    const uses = [
      use("clock"),
      use("aggregate", "delay_column"),
      use("limit"),
      use("window"),
      use("subquery"),
      use("join"),
      use("moved_back"),
    ];
    const subject = linted({ name: "g", features: [feature("delay", { column: "delay_column" })] }, { uses });
    expect(rules(subject)).toEqual([
      "clock-in-transform",
      "full-table-statistic delay",
      "full-table-statistic",
      "window-sees-later-rows",
      "untimed-subquery",
      "untimed-join",
      "event-time-moved-back",
    ]);
    expect(staticFindings(subject, { hasSplit: false })[1]).toMatchObject({
      line: 2,
      column: 8,
      what: "avg is taken over rows of any time.",
    });
  });

  it("with a split, a statistic is fitted across it too", () => {
    expect(rules(linted({ name: "g" }, { uses: [use("aggregate"), use("join")] }), true)).toEqual([
      "full-table-statistic",
      "fitted-across-splits",
      "untimed-join",
    ]);
  });

  it("marks what the owners have read and accepted", () => {
    const subject = linted(
      { name: "g", silence: ["full-table-statistic"] },
      { uses: [use("aggregate"), use("window")] },
    );
    expect(staticFindings(subject, { hasSplit: false }).map(({ isSilenced }) => isSilenced)).toEqual([
      true,
      false,
    ]);
  });
});

const PROJECT: Definition[] = [
  entity({ name: "airport", join_keys: [{ name: "origin", type: "string", description: null }] }),
  source({
    name: "flights",
    columns: [
      { name: "origin", type: "string" },
      { name: "departed_at", type: "timestamp" },
      { name: "delay", type: "int64" },
      { name: "seats", type: "int64" },
    ],
  }),
  group({
    name: "plain",
    source: "flights",
    features: [feature("lateness", { column: "delay", type: "int64" }), feature("seats", { type: "int64" })],
  }),
  group({
    name: "encoded",
    source: null,
    transform: "SELECT origin, departed_at, avg(delay) OVER (PARTITION BY origin) AS mean_delay FROM flights",
    event_time: "departed_at",
    features: [feature("mean_delay", { type: "float64" })],
  }),
  group({
    name: "windows",
    source: "plain",
    features: [],
    aggregations: [
      aggregation("with_end", { fn: "mean", column: "lateness", windows: ["7d"] }),
      aggregation("without_end", { fn: "mean", column: "lateness", windows: ["7d"], bounds: "[)" }),
      aggregation("flights", { fn: "count", windows: ["7d"] }),
    ],
  }),
];

describe("labelFindings", () => {
  const resolver = resolverOf(PROJECT);
  const found = (name: string, uses: SelectUse[] = []) => {
    const document = resolver.set.groups.get(name);
    if (!document) throw new Error(name);
    const subject = { document, version: 1, times: { event_time: "departed_at", created_time: null }, uses };
    const names = resolver.features(name).map((one) => one.name);
    const label = { table: "flights", column: "delay" };
    return labelFindings(subject, names, label, resolver, () => uses).map(
      (one) => `${one.ruleId} ${one.feature}`,
    );
  };

  it("follows features to the label's column through groups", () => {
    expect(found("plain")).toEqual(["label-in-lineage lateness"]);
  });

  it("tells windows that include the moment of the label from those that leave it out", () => {
    expect(found("windows")).toEqual(["label-in-window with_end"]);
  });

  it("calls a mean of the label over all rows target encoding", () => {
    expect(found("encoded", [use("window", "mean_delay")])).toEqual(["target-encoding mean_delay"]);
  });
});

describe("areaUnderCurve", () => {
  /** The definition itself: how often a true row beats a false one, ties counting half. */
  const byPairs = (rows: { x: number; label: boolean }[]) => {
    const [trues, falses] = [rows.filter((row) => row.label), rows.filter((row) => !row.label)];
    const wins = trues.flatMap((a) => falses.map((b): number => (a.x > b.x ? 1 : a.x === b.x ? 0.5 : 0)));
    return wins.reduce((sum, win) => sum + win, 0) / wins.length;
  };
  const midranks = (rows: { x: number; label: boolean }[]) =>
    rows
      .filter((row) => row.label)
      .reduce((sum, { x }) => {
        const below = rows.filter((row) => row.x < x).length;
        const equal = rows.filter((row) => row.x === x).length;
        return sum + below + (equal + 1) / 2;
      }, 0);

  it("is the share of pairs in the right order, ties by midranks", () => {
    const value = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 20, maxLength: 30 }),
        fc.array(value, { minLength: 20, maxLength: 30 }),
        (a, b) => {
          const rows = [...a.map((x) => ({ x, label: true })), ...b.map((x) => ({ x, label: false }))];
          const ranks = { rankSum: midranks(rows), positives: a.length, negatives: b.length };
          expect(areaUnderCurve(ranks)).toBeCloseTo(byPairs(rows), 12);
        },
      ),
    );
  });

  it("decides nothing with few rows, and suspects both ends", () => {
    expect(areaUnderCurve({ rankSum: 500, positives: 19, negatives: 1000 })).toBeNull();
    expect([0, 0.005, 0.0051, 0.5, 0.9949, 0.995, 1].map(isSuspicious)).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
