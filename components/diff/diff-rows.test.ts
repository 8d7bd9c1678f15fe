import { expect, test } from "vitest";
import type { FeatureChange, VersionDiff } from "@/lib/core/schema/diff";
import type { LevelFinding } from "@/lib/core/schema/level";
import { attributeLabel, attributeText, isNothing, numericDelta } from "./attribute-text";
import { diffRows, verdictCounts } from "./diff-rows";

const feature = (
  featureId: string,
  change: FeatureChange["change"],
  previousName: string | null = featureId,
): FeatureChange => ({
  featureId,
  change,
  name: featureId,
  previousName,
  nullable: true,
  attributes: [],
});
const finding = (ruleId: LevelFinding["ruleId"], featureId: string | null): LevelFinding => ({
  ruleId,
  featureId,
  path: "",
  explanation: "",
});

const DIFF: VersionDiff = {
  groupChanges: [{ attribute: "ttl", from: "7d", to: "14d" }],
  features: [
    feature("added", "added", null),
    feature("dropped", "dropped"),
    feature("new_name", "renamed", "old_name"),
    feature("same", "unchanged"),
  ],
};
const FINDINGS = [
  finding("feature-added-optional", "added"),
  finding("feature-dropped", "dropped"),
  finding("feature-renamed-with-alias", "new_name"),
];

test("the worst changes come first and a rename is one row that knows both names", () => {
  const { changed, unchanged } = diffRows(DIFF, FINDINGS);
  expect(changed[0]?.name).toBe("dropped");
  expect(changed.find((row) => row.name === "new_name")).toMatchObject({
    change: "renamed",
    previousName: "old_name",
  });
  expect(changed).toHaveLength(4);
  expect(unchanged.map((row) => row.name)).toEqual(["same"]);
});

test("each side is judged by the worst of its rules, and a row without findings has no verdict", () => {
  const { changed } = diffRows(DIFF, [...FINDINGS, finding("feature-dropped", "added")]);
  expect(changed.find((row) => row.name === "added")).toMatchObject({
    training: "breaking",
    serving: "breaking",
  });
  expect(changed.find((row) => row.name === null)).toMatchObject({ training: null, serving: null, why: [] });
});

test("a row counts once, by the worse of its two sides", () => {
  const { changed } = diffRows(DIFF, FINDINGS);
  expect(verdictCounts(changed)).toEqual({ breaking: 1, risky: 0, safe: 2 });
});

test("values are said in words", () => {
  expect(attributeText("nullable", false)).toBe("not null");
  expect(attributeText("aliases", ["a", "b"])).toBe("a, b");
  expect(attributeText("constraints", { min: 0, max: null, allowed: ["x"], max_length: 3 })).toBe(
    "min: 0, allowed: (x), max length: 3",
  );
  expect(attributeText("default", "")).toBe('""');
  expect(attributeText("default", null)).toBe("none");
  expect(attributeLabel("rules.late_means_delay")).toBe("rule late_means_delay");
  expect(attributeLabel("event_time")).toBe("event time");
});

test("nothing is nothing, and zero, false and empty text are something", () => {
  expect([null, []].every(isNothing)).toBe(true);
  expect([0, false, "", "x", ["a"], {}].some(isNothing)).toBe(false);
});

test("numbers show how far they moved, other values do not", () => {
  expect(numericDelta(15, 20)).toBe(5);
  expect(numericDelta("1.5", 1)).toBe(-0.5);
  expect(numericDelta("7d", "14d")).toBeNull();
  expect(numericDelta(null, 3)).toBeNull();
});
