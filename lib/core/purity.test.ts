import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const IMPURE: readonly (readonly [string, RegExp])[] = [
  ["reads the clock", /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b/],
  ["draws a random number", /\bMath\.random\b|\bcrypto\b/],
  ["reads the environment", /\bprocess\.|\bglobalThis\b/],
  ["talks to the outside", /\bfetch\(|\bconsole\.|\bsetTimeout\b|\bsetInterval\b/],
];

function impurities(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return IMPURE.filter(([, pattern]) => pattern.test(code)).map(([what]) => what);
}

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !/\.(test|int\.test|test-suite)\.ts$/.test(path),
);

test("R25 no file of lib/core reads a clock, draws at random, or touches anything outside", () => {
  expect(files.length).toBeGreaterThan(5);
  const found = files.flatMap((path) =>
    impurities(readFileSync(join(import.meta.dirname, path), "utf8")).map((what) => `${path} ${what}`),
  );
  expect(found).toEqual([]);
});

test.each([
  "const now = Date.now();",
  "const now = new Date();",
  "const die = Math.random();",
  "const env = process.env.HOME;",
  "await fetch(url);",
])("R25 the search would find %s", (line) => {
  expect(impurities(line)).toHaveLength(1);
});

test("R25 a moment given as an argument is fine, and so are words in comments", () => {
  expect(impurities("new Date(at); // never Date.now()\n/* Math.random */")).toEqual([]);
});
