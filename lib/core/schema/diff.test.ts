import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { versionContent } from "../definitions/canonical";
import { feature, flightsProject, group, replaced, resolverOf } from "../definitions/sample.test-suite";
import { diffVersions, isEmptyDiff } from "./diff";
import { anySnapshot, applyDiff, snapshot, versionFeature } from "./snapshot.test-suite";

describe("diffVersions", () => {
  test("of a version with itself is empty", () => {
    fc.assert(
      fc.property(anySnapshot, (one) => {
        const diff = diffVersions(one, structuredClone(one));
        expect(isEmptyDiff(diff)).toBe(true);
        expect(diff.groupChanges).toEqual([]);
        expect(
          diff.features.every(({ change, attributes }) => change === "unchanged" && attributes.length === 0),
        ).toBe(true);
      }),
    );
  });

  test("done to the earlier version gives the later one, whichever two they are", () => {
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (from, to) => {
        expect(applyDiff(from, diffVersions(from, to))).toEqual(to);
      }),
      { numRuns: 500 },
    );
  });

  test("backwards is the same diff turned around", () => {
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (from, to) => {
        const turned = diffVersions(to, from).groupChanges.map(({ attribute, from: a, to: b }) => ({
          attribute,
          from: b,
          to: a,
        }));
        expect(diffVersions(from, to).groupChanges).toEqual(turned);
        const kinds = {
          added: "dropped",
          dropped: "added",
          renamed: "renamed",
          changed: "changed",
          unchanged: "unchanged",
        } as const;
        const there = new Map(diffVersions(from, to).features.map((row) => [row.featureId, row.change]));
        for (const row of diffVersions(to, from).features)
          expect(there.get(row.featureId)).toBe(kinds[row.change]);
      }),
    );
  });

  test("holds each feature of either version exactly once, by its id", () => {
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (from, to) => {
        const ids = diffVersions(from, to).features.map(({ featureId }) => featureId);
        expect([...ids].sort()).toEqual([...new Set([...from.ids.values(), ...to.ids.values()])].sort());
      }),
    );
  });

  test("a rename is one row, also when other attributes change with it", () => {
    const from = snapshot({ features: [versionFeature("delay")] }, { delay: "f1" });
    const to = snapshot(
      { features: [versionFeature("lateness", { type: "float32", definition: 'column "delay"' })] },
      { lateness: "f1" },
    );
    expect(diffVersions(from, to).features).toEqual([
      {
        featureId: "f1",
        change: "renamed",
        name: "lateness",
        previousName: "delay",
        nullable: true,
        attributes: [{ attribute: "type", from: "float64", to: "float32" }],
      },
    ]);
  });

  test("two features that swap their names are two renames", () => {
    const from = snapshot({ features: [versionFeature("a"), versionFeature("b")] }, { a: "1", b: "2" });
    const to = snapshot({ features: [versionFeature("a"), versionFeature("b")] }, { a: "2", b: "1" });
    expect(
      diffVersions(from, to).features.map(({ featureId, change, previousName, name }) => [
        featureId,
        change,
        previousName,
        name,
      ]),
    ).toEqual([
      ["2", "renamed", "b", "a"],
      ["1", "renamed", "a", "b"],
    ]);
  });

  test("a name that came back with another id is a drop and an addition", () => {
    const diff = diffVersions(
      snapshot({ features: [versionFeature("a")] }, { a: "1" }),
      snapshot({ features: [versionFeature("a")] }, { a: "2" }),
    );
    expect(diff.features.map(({ featureId, change }) => `${change} ${featureId}`)).toEqual([
      "dropped 1",
      "added 2",
    ]);
  });

  test("order of features, white space, comments and case of keywords never show", () => {
    const transformed = (sql: string, names: string[]) => {
      const own = group({
        source: null,
        transform: sql,
        event_time: "departed_at",
        features: names.map((name) => feature(name)),
      });
      const versioned = versionContent(own, resolverOf(replaced(flightsProject(), own)));
      return { content: versioned, ids: new Map(versioned.features.map(({ name }) => [name, name])) };
    };
    const plain = transformed("SELECT origin, departed_at, delay, distance FROM flights_raw", [
      "delay",
      "distance",
    ]);
    const dressed = transformed("select origin , departed_at, -- when\n distance, delay from flights_raw;", [
      "distance",
      "delay",
    ]);
    expect(isEmptyDiff(diffVersions(plain, dressed))).toBe(true);
    const other = transformed("select origin , departed_at, distance, delay + 0 AS delay from flights_raw;", [
      "distance",
      "delay",
    ]);
    expect(diffVersions(plain, other).features.map(({ name, change }) => `${name} ${change}`)).toEqual([
      "delay changed",
      "distance unchanged",
    ]);
  });
});
