import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignFeatureIds } from "./identity";

const EARLIER = [
  { id: "1", name: "delay" },
  { id: "2", name: "distance" },
];
const ids = (features: [string, string | null][]) =>
  Object.fromEntries(
    assignFeatureIds(
      EARLIER,
      features.map(([name, renamed_from]) => ({ name, renamed_from })),
      (name) => `new ${name}`,
    ),
  );

describe("assignFeatureIds", () => {
  test("keeps the id with the name, moves it with a rename, and makes new ones for the rest", () => {
    expect(
      ids([
        ["distance", null],
        ["delay", null],
      ]),
    ).toEqual({ delay: "1", distance: "2" });
    expect(
      ids([
        ["lateness", "delay"],
        ["distance", null],
      ]),
    ).toEqual({ lateness: "1", distance: "2" });
    expect(
      ids([
        ["delay", null],
        ["carrier", null],
      ]),
    ).toEqual({ delay: "1", carrier: "new carrier" });
  });

  test("a rename that is done, or that leads nowhere, changes nothing", () => {
    expect(
      ids([
        ["delay", "old_delay"],
        ["distance", "far"],
      ]),
    ).toEqual({ delay: "1", distance: "2" });
    expect(ids([["speed", "far"]])).toEqual({ speed: "new speed" });
  });

  test("an id is given once: a name that stays wins over a rename, the first rename over the second", () => {
    expect(
      ids([
        ["lateness", "delay"],
        ["delay", null],
      ]),
    ).toEqual({ lateness: "new lateness", delay: "1" });
    expect(
      ids([
        ["a", "delay"],
        ["b", "delay"],
      ]),
    ).toEqual({ a: "1", b: "new b" });
  });

  test("gives each feature one id and no id twice, whatever is renamed", () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const earlier = fc
      .uniqueArray(name)
      .map((names) => names.map((own, index) => ({ id: `id${index}`, name: own })));
    const features = fc.uniqueArray(fc.record({ name, renamed_from: fc.option(name, { nil: null }) }), {
      selector: (one) => one.name,
    });
    fc.assert(
      fc.property(earlier, features, (known, next) => {
        let made = 0;
        const given = assignFeatureIds(known, next, () => `new${made++}`);
        expect([...given.keys()]).toEqual(next.map((one) => one.name));
        expect(new Set(given.values()).size).toBe(next.length);
      }),
    );
  });
});
