import { describe, expect, it } from "vitest";
import { placeQuery, stepPlace, type VersionPlace, versionPlace } from "./version-place";

const NUMBERS = [5, 4, 2, 1];

describe("the address of the versions tab", () => {
  it("compares the latest version with the one before it when it says nothing", () => {
    expect(versionPlace({}, NUMBERS)).toEqual({ kind: "diff", from: 4, to: 5 });
  });

  it("shows a first version as it is", () => {
    expect(versionPlace({}, [1])).toEqual({ kind: "version", version: 1 });
  });

  it.each([
    [{ version: "2" }, { kind: "version", version: 2 }],
    [
      { from: "1", to: "5" },
      { kind: "diff", from: 1, to: 5 },
    ],
    [
      { from: "5", to: "1" },
      { kind: "diff", from: 5, to: 1 },
    ],
    [{ from: "2" }, { kind: "diff", from: 2, to: 5 }],
    [{ to: "4" }, { kind: "diff", from: 2, to: 4 }],
    [{ version: "99" }, { kind: "version", version: 99 }],
    [{ version: "0x2" }, { kind: "diff", from: 4, to: 5 }],
    [
      { from: ["1", "2"], to: "" },
      { kind: "diff", from: 4, to: 5 },
    ],
  ])("%j is %j", (search, place) => {
    expect(versionPlace(search, NUMBERS)).toEqual(place);
  });

  it("gives the same place again when it is written and read back", () => {
    const places: VersionPlace[] = [
      { kind: "version", version: 2 },
      { kind: "diff", from: 5, to: 1 },
    ];
    for (const place of places) {
      const search = Object.fromEntries(new URLSearchParams(placeQuery(place)));
      expect(versionPlace(search, NUMBERS)).toEqual(place);
    }
  });
});

describe("stepping through versions", () => {
  it("skips numbers that do not exist", () => {
    expect(stepPlace({ kind: "version", version: 4 }, -1, NUMBERS)).toEqual({ kind: "version", version: 2 });
    expect(stepPlace({ kind: "diff", from: 2, to: 4 }, -1, NUMBERS)).toEqual({
      kind: "diff",
      from: 1,
      to: 2,
    });
  });

  it("compares neighbours again after a comparison of distant versions", () => {
    expect(stepPlace({ kind: "diff", from: 1, to: 4 }, 1, NUMBERS)).toEqual({ kind: "diff", from: 4, to: 5 });
  });

  it("ends at the first and the last", () => {
    expect(stepPlace({ kind: "version", version: 5 }, 1, NUMBERS)).toBeNull();
    expect(stepPlace({ kind: "version", version: 1 }, -1, NUMBERS)).toBeNull();
    expect(stepPlace({ kind: "diff", from: 1, to: 2 }, -1, NUMBERS)).toBeNull();
  });
});
