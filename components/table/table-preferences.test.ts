import { expect, test } from "vitest";
import { NO_PREFERENCES, parsePreferences } from "./table-preferences";

test("what was stored is read back", () => {
  const stored = { columns: { tags: false }, widths: { name: 240 }, density: "comfortable" as const };
  expect(parsePreferences(JSON.stringify(stored))).toEqual(stored);
});

test.each([
  null,
  "",
  "null",
  "[",
  "42",
  '{"columns": 1, "widths": [true], "density": "huge"}',
  '{"widths": {"a": -1, "b": "x"}}',
])("%j, which we never wrote, changes nothing", (text) => {
  expect(parsePreferences(text)).toEqual(NO_PREFERENCES);
});
