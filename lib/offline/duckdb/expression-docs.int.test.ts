import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkExpression } from "@/lib/core/expression/check";
import { FUNCTIONS } from "@/lib/core/expression/functions";
import type { Cell } from "@/lib/core/pit/cell";
import {
  type Columns,
  type ExpressionUnderTest,
  scopeOf,
  startExpressionUnderTest,
} from "./expression-under-test";

const TEXT = readFileSync(new URL("../../../docs/expressions.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...TEXT.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].flatMap(([, text = ""]) =>
    text.split("\n").filter((line) => line !== ""),
  );

const columns: Columns = {};
const row: Cell[] = [];
for (const line of blocks("columns")) {
  const [, name = "", type = "", cell = ""] = /^(\w+): (.+) = (.+)$/.exec(line) ?? [];
  columns[name] = type;
  row.push(JSON.parse(cell));
}
const examples = blocks("expression").map((line) => line.split(" -> "));

let sut: ExpressionUnderTest;
beforeAll(async () => {
  sut = await startExpressionUnderTest();
});
afterAll(() => sut.close());

describe("docs/expressions.md", () => {
  const rows = [row, row];

  it.each(examples)("%s -> %s", async (text = "", expected = "") => {
    if (expected.startsWith("error: ")) {
      const outcome = checkExpression(text, scopeOf(columns), null);
      expect(outcome.ok ? [] : outcome.problems.map(({ message }) => message)).toContain(
        expected.slice("error: ".length),
      );
      return;
    }
    const { engine, row: computed } = await sut.both(text, columns, rows);
    expect({ engine, computed }).toEqual({
      engine: [JSON.parse(expected), JSON.parse(expected)],
      computed: [JSON.parse(expected), JSON.parse(expected)],
    });
  });

  it("has an example of every function", () => {
    const used = examples.map(([text]) => text).join("\n");
    const missing = [...FUNCTIONS.keys()].filter((name) => !new RegExp(`\\b${name}\\(`).test(used));
    expect(missing).toEqual([]);
  });
});
