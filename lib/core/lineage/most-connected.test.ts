import { expect, test } from "vitest";
import { mostConnected } from "./most-connected";

const edge = (from: string, to: string) => ({ from, to });

test("all ends are kept when they fit, each once", () => {
  const ends = mostConnected([edge("a", "b"), edge("b", "c"), edge("a", "b")], 10);
  expect(new Set(ends)).toEqual(new Set(["a", "b", "c"]));
  expect(ends).toHaveLength(3);
});

test("the ends with the most neighbours are kept when not all fit", () => {
  const edges = [edge("hub", "a"), edge("hub", "b"), edge("hub", "c"), edge("c", "d")];
  expect(mostConnected(edges, 2)).toEqual(["hub", "c"]);
  expect(mostConnected(edges, 0)).toEqual([]);
});

test("an edge that stands twice makes its ends no more important", () => {
  const edges = [edge("a", "b"), edge("a", "b"), edge("x", "y"), edge("x", "z")];
  expect(mostConnected(edges, 1)).toEqual(["x"]);
});
