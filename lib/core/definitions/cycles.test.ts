import fc from "fast-check";
import { expect, test } from "vitest";
import { lineageCycles, parentCycles, readingOrder } from "./cycles";
import { ancestorsOf, parentPath } from "./hierarchy";
import { entity, flightsProject, group, problemsOf, replaced, resolverOf } from "./sample.test-suite";

test("lineageCycles names each cycle once, the way it goes round", () => {
  const reading = (name: string, from: string) => group({ name, source: from });
  const resolver = resolverOf([
    ...flightsProject(),
    reading("a", "b"),
    reading("b", "c"),
    reading("c", "a"),
    reading("self", "self"),
    reading("tail", "a"),
  ]);
  expect(lineageCycles(resolver)).toEqual([
    ["a", "b", "c", "a"],
    ["self", "self"],
  ]);
  expect(lineageCycles(resolverOf(flightsProject()))).toEqual([]);
});

test("groups must not look each other up in a circle, but a group may look itself up", () => {
  const looking = (name: string, other: string) =>
    group({
      name,
      on_demand: [
        { name: "x", type: "int16", expression: `lookup('${other}:delay')`, description: null, request: [] },
      ],
    });
  const resolver = resolverOf([...flightsProject(), looking("a", "b"), looking("b", "a"), looking("c", "c")]);
  expect(lineageCycles(resolver)).toEqual([["a", "b", "a"]]);
  expect(problemsOf([...flightsProject(), looking("a", "b"), looking("b", "a")])).toEqual([
    "feature_group.a on_demand: Reads itself: a → b → a. → lineage without a cycle",
  ]);
});

test("readingOrder puts everything after what it reads", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const anyReads = fc.record(
    Object.fromEntries(names.map((name, index) => [name, fc.subarray(names.slice(0, index))])),
  );
  fc.assert(
    fc.property(anyReads, fc.shuffledSubarray(names, { minLength: names.length }), (reads, start) => {
      const order = readingOrder(start, (name) => reads[name] ?? []);
      expect([...order].sort()).toEqual(names);
      for (const name of names)
        for (const read of reads[name] ?? []) expect(order.indexOf(read)).toBeLessThan(order.indexOf(name));
    }),
  );
});

test("the hierarchy leads from an entity up to each ancestor, and ends in cycles", () => {
  const level = (name: string, parent: string | null) =>
    entity({ name, parent: parent === null ? null : { entity: parent, from: `${name}_profile:${parent}` } });
  const { set } = resolverOf(
    replaced(
      [],
      level("airport", "state"),
      level("state", "nation"),
      level("nation", null),
      level("x", "y"),
      level("y", "x"),
    ),
  );
  expect(parentPath("airport", "nation", set)).toEqual([
    { entity: "airport", parent: "state", from: "airport_profile:state" },
    { entity: "state", parent: "nation", from: "state_profile:nation" },
  ]);
  expect(parentPath("airport", "airport", set)).toEqual([]);
  expect(parentPath("nation", "airport", set)).toBeNull();
  expect(parentPath("x", "airport", set)).toBeNull();
  expect(ancestorsOf("airport", set)).toEqual(["state", "nation"]);
  expect(ancestorsOf("x", set)).toEqual(["y"]);
  expect(parentCycles(set)).toEqual([["x", "y", "x"]]);
});
