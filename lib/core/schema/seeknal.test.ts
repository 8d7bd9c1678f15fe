import { expect, test } from "vitest";
import { diffVersions } from "./diff";
import { seeknalDiff } from "./seeknal";
import { snapshot, versionFeature } from "./snapshot.test-suite";

test("seeknalDiff has Seeknal's shape: added, removed, modified with both types, and its summary line", () => {
  const from = snapshot(
    {
      features: [
        versionFeature("a"),
        versionFeature("b", { type: "int32" }),
        versionFeature("c"),
        versionFeature("d"),
      ],
    },
    { d: "4" },
  );
  const to = snapshot(
    {
      features: [
        versionFeature("b", { type: "int64" }),
        versionFeature("c", { unit: "s" }),
        versionFeature("e"),
        versionFeature("z", { type: "string" }),
      ],
    },
    { z: "4" },
  );
  expect(seeknalDiff(diffVersions(from, to))).toEqual({
    added: ["e", "z"],
    removed: ["a", "d"],
    modified: [{ field: "b", old_type: "int32", new_type: "int64" }],
    summary: "Summary: 2 added, 2 removed, 1 modified",
  });
});

test("seeknalDiff of equal versions is empty", () => {
  expect(seeknalDiff(diffVersions(snapshot(), snapshot()))).toEqual({
    added: [],
    removed: [],
    modified: [],
    summary: "Summary: 0 added, 0 removed, 0 modified",
  });
});
