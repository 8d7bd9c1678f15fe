import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  downstream,
  findCycle,
  type LineageEdge,
  type LineageLevel,
  lineageGraph,
  neighbours,
  upstream,
} from "./graph";

const node = (id: string) => ({ id, kind: "group" as const, name: id, parent: null });
const edge = (
  from: string,
  to: string,
  level: LineageLevel = "object",
  relation: LineageEdge["relation"] = "reads",
): LineageEdge => ({ level, from, to, relation, version: null, exact: true });
const graph = (...pairs: string[]) => {
  const edges = pairs.map((pair) => edge(pair[0] ?? "", pair[1] ?? ""));
  return lineageGraph([...new Set(pairs.join(""))].map(node), edges);
};
const IDS = ["a", "b", "c", "d", "e", "f"];
const anyPairs = fc.array(
  fc.tuple(fc.constantFrom(...IDS), fc.constantFrom(...IDS)).map(([from, to]) => from + to),
  { maxLength: 12 },
);

describe("neighbours", () => {
  const diamond = graph("ab", "ac", "bd", "cd", "de", "xb");

  test("gives one hop each way, and how many are hidden behind each node", () => {
    const view = neighbours(diamond, "b", { level: "object", hopsUp: 1, hopsDown: 1 });
    expect(view.nodes.map(({ id }) => id)).toEqual(["b", "a", "x", "d"]);
    expect(view.edges.map(({ from, to }) => from + to).sort()).toEqual(["ab", "bd", "xb"]);
    expect(Object.fromEntries(view.hidden)).toEqual({ a: { up: 0, down: 1 }, d: { up: 1, down: 1 } });
  });

  test("does not turn around: siblings are no neighbours", () => {
    const view = neighbours(diamond, "b", { level: "object", hopsUp: 9, hopsDown: 9 });
    expect(view.nodes.map(({ id }) => id).sort()).toEqual(["a", "b", "d", "e", "x"]);
  });

  test("keeps to its level", () => {
    const mixed = lineageGraph(["a", "b", "c"].map(node), [edge("a", "b"), edge("b", "c", "feature")]);
    expect(
      neighbours(mixed, "b", { level: "feature", hopsUp: 1, hopsDown: 1 }).nodes.map(({ id }) => id),
    ).toEqual(["b", "c"]);
  });

  test("of an unknown node there are none, and edges to unknown nodes do not exist", () => {
    expect(neighbours(diamond, "nobody", { level: "object", hopsUp: 1, hopsDown: 1 }).nodes).toEqual([]);
    expect(lineageGraph([node("a")], [edge("a", "b")]).edges).toEqual([]);
  });
});

describe("downstream and upstream", () => {
  test("a node is downstream of another exactly when that one is upstream of it", () => {
    fc.assert(
      fc.property(anyPairs, fc.constantFrom(...IDS), fc.constantFrom(...IDS), (pairs, a, b) => {
        const any = lineageGraph(
          IDS.map(node),
          pairs.map((pair) => edge(pair[0] ?? "", pair[1] ?? "")),
        );
        expect(downstream(any, a, "object").includes(b)).toBe(upstream(any, b, "object").includes(a));
      }),
    );
  });

  test("come nearest first and end in cycles", () => {
    expect(downstream(graph("ab", "bc", "ad", "ca"), "a", "object")).toEqual(["b", "d", "c"]);
  });
});

describe("findCycle", () => {
  test("finds a cycle exactly when a node can reach itself", () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const edges = pairs.map((pair) => edge(pair[0] ?? "", pair[1] ?? ""));
        const any = lineageGraph(IDS.map(node), edges);
        const canReturn = (id: string) =>
          (any.outgoing.get(id) ?? []).some(
            ({ to }) => to === id || downstream(any, to, "object").includes(id),
          );
        const cycle = findCycle(any, "object");
        expect(cycle !== null).toBe(IDS.some(canReturn));
        for (const [index, id] of (cycle ?? []).slice(0, -1).entries()) {
          expect(edges.some(({ from, to }) => from === id && to === cycle?.[index + 1])).toBe(true);
        }
        if (cycle) expect(cycle.at(-1)).toBe(cycle[0]);
      }),
    );
  });

  test("does not take a hierarchy for data flow, and follows chains of any length", () => {
    expect(
      findCycle(
        lineageGraph(["a", "b"].map(node), [
          edge("a", "b", "object", "parent"),
          edge("b", "a", "object", "describes"),
        ]),
        "object",
      ),
    ).toBeNull();
    const chain = Array.from({ length: 100_000 }, (_, index) => `${index}`);
    const long = lineageGraph(
      chain.map(node),
      chain.slice(1).map((id, index) => edge(`${index}`, id)),
    );
    expect(findCycle(long, "object")).toBeNull();
    expect(downstream(long, "0", "object")).toHaveLength(99_999);
  });
});
