import { describe, expect, it } from "vitest";
import { flightsProject, group } from "../definitions/sample.test-suite";
import { definitionSet } from "../definitions/set";
import { groupReads, runOrder } from "./graph";

const set = definitionSet([
  ...flightsProject(),
  group({ name: "late", source: null, transform: "SELECT origin, delay FROM Departures WHERE delay > 15" }),
]);
const of = (name: string) => {
  const document = set.groups.get(name);
  if (!document) throw new Error(name);
  return document;
};
const order = (name: string, upstream: boolean, downstream: boolean) =>
  runOrder({ group: name, version: 3, document: of(name) }, set, { upstream, downstream }).map(
    ({ group: one, version }) => (version === null ? one : `${one}@v${version}`),
  );

describe("what a group reads", () => {
  it("are the tables of its SELECT in any case, its source, its members, and what names parents", () => {
    expect(groupReads(of("late"), set)).toEqual([{ group: "departures", version: null }]);
    expect(groupReads(of("load"), set)).toEqual([{ group: "departures", version: null }]);
    expect(groupReads(of("region"), set).map((read) => read.group)).toEqual(["load", "profile"]);
    expect(groupReads(of("departures"), set)).toEqual([]);
  });
});

describe("the order of a run", () => {
  it("is the group alone when nothing else is asked for", () => {
    expect(order("load", false, false)).toEqual(["load@v3"]);
  });

  it("has whatever is read before whoever reads it, to any depth", () => {
    expect(order("region", true, false)).toEqual(["departures", "load", "profile", "region@v3"]);
    expect(order("departures", false, true)).toEqual(["departures@v3", "late", "load", "region"]);
    expect(order("load", true, true)).toEqual(["departures", "load@v3", "region"]);
  });
});
