import { describe, expect, it } from "vitest";
import { lineageNodes, type NeighbourNode } from "./lineage-nodes";

describe("the neighbours of a node", () => {
  const node = (change: Partial<NeighbourNode>): NeighbourNode => ({
    id: "1",
    kind: "group",
    name: "g",
    qualified: "g",
    owner: "ops",
    lifecycle: "active",
    more: { up: 0, down: 0 },
    ...change,
  });

  it("lead to their own pages; groups to their lineage", () => {
    const nodes = lineageNodes(
      "p",
      [
        node({}),
        node({ kind: "feature", name: "f", qualified: "g:f" }),
        node({ kind: "column", name: "c", qualified: "s.c", id: "2/c" }),
        node({ kind: "consumer", name: "m", qualified: "svc/m" }),
      ],
      null,
    );
    expect(nodes.map(({ kind, name, href }) => [kind, name, href])).toEqual([
      ["group", "g", "/p/p/groups/g/lineage"],
      ["feature", "f", "/p/p/groups/g/features/f"],
      ["source", "s.c", "/p/p/sources/s"],
      ["consumer", "m", "/p/p/services/svc#consumers"],
    ]);
  });

  it("say how many more there are on each side, and what is not active", () => {
    const [drawn] = lineageNodes("p", [node({ more: { up: 2, down: 0 }, lifecycle: "deprecated" })], null);
    expect(drawn).toMatchObject({ moreBefore: 2, meta: "ops · deprecated" });
    expect(drawn).not.toHaveProperty("moreAfter");
  });
});
