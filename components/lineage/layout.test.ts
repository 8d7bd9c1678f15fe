import fc from "fast-check";
import { expect, test } from "vitest";
import { type LineageEdge, type LineageNode, layoutLineage, NODE_HEIGHT } from "./layout";

const node = (id: string): LineageNode => ({ id, kind: "group", name: id });
const edge = (text: string): LineageEdge => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};
const draw = (ids: string, edges: string) =>
  layoutLineage([...ids].map(node), edges.split(" ").filter(Boolean).map(edge));
const placeOf = (layout: ReturnType<typeof layoutLineage>, id: string) => {
  const found = layout.nodes.find((placed) => placed.node.id === id);
  if (!found) throw new Error(`${id} is not in the picture`);
  return found;
};

/** Acyclic graphs: edges lead from an earlier to a later node. */
const acyclic = fc.integer({ min: 1, max: 24 }).chain((count) =>
  fc.record({
    nodes: fc.constant(Array.from({ length: count }, (_, index) => node(`n${index}`))),
    edges: fc.array(
      fc
        .tuple(fc.nat(count - 1), fc.nat(count - 1))
        .map(([a, b]) => ({ from: `n${Math.min(a, b)}`, to: `n${Math.max(a, b)}` })),
      { maxLength: 40 },
    ),
  }),
);

test("whatever is read stands left of what reads it", () => {
  fc.assert(
    fc.property(acyclic, ({ nodes, edges }) => {
      const layout = layoutLineage(nodes, edges);
      for (const { from, to } of layout.edges)
        expect(placeOf(layout, from).x).toBeLessThan(placeOf(layout, to).x);
    }),
  );
});

test("every node is in the picture once, inside it, and none covers another", () => {
  fc.assert(
    fc.property(acyclic, ({ nodes, edges }) => {
      const layout = layoutLineage(nodes, edges);
      expect(layout.nodes.map((placed) => placed.node.id).sort()).toEqual(nodes.map((one) => one.id).sort());
      for (const a of layout.nodes) {
        expect(
          a.x >= 0 &&
            a.y >= 0 &&
            a.x + layout.nodeWidth <= layout.width &&
            a.y + NODE_HEIGHT <= layout.height,
        ).toBe(true);
        for (const b of layout.nodes) {
          if (a !== b && a.x === b.x) expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(NODE_HEIGHT);
        }
      }
    }),
  );
});

test("the same graph gives the same picture", () => {
  fc.assert(
    fc.property(acyclic, ({ nodes, edges }) => {
      expect(layoutLineage(nodes, edges)).toEqual(layoutLineage(nodes, edges));
    }),
  );
});

test("neighbours are ordered so that their edges do not cross", () => {
  const layout = draw("abcxyz", "a>z b>y c>x");
  const rows = (ids: string) => [...ids].sort((p, q) => placeOf(layout, p).y - placeOf(layout, q).y).join("");
  expect(rows("xyz")).toBe([...rows("abc")].map((id) => ({ a: "z", b: "y", c: "x" })[id]).join(""));
});

test("an edge that passes a layer does not run behind the nodes in it", () => {
  const layout = draw("abc", "a>b b>c a>c");
  const long = layout.edges.find((placed) => placed.from === "a" && placed.to === "c");
  const middle = placeOf(layout, "b");
  const laneY = Number(/ ([\d.]+)H/.exec(long?.path ?? "")?.[1]);
  expect(laneY < middle.y || laneY > middle.y + NODE_HEIGHT).toBe(true);
});

test("a cycle is drawn and ends", () => {
  const layout = draw("abc", "a>b b>c c>a");
  expect(layout.nodes).toHaveLength(3);
  expect(layout.edges).toHaveLength(3);
});

test("edges to what is not in the picture, and from a node to itself, are left out", () => {
  expect(draw("a", "a>b z>a a>a").edges).toEqual([]);
});
