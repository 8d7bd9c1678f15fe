import { expect, test } from "vitest";
import { formatValue, type PlainValue } from "./value";

const shown = (value: PlainValue, type: string) => {
  const { kind, text, exact } = formatValue(value, type);
  return [kind, text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-"), exact];
};

test.each<[PlainValue, string, string[]]>([
  ["9223372036854775807", "int64", ["number", "9 223 372 036 854 775 807", "9223372036854775807"]],
  ["12345678.90", "decimal(18,2)", ["number", "12 345 678.90", "12345678.90"]],
  [0.30000000000000004, "float64", ["number", "0.3", "0.30000000000000004"]],
  ["NaN", "float64", ["number", "NaN", "NaN"]],
  ["-Infinity", "float32", ["number", "-∞", "-Infinity"]],
  [-0, "float64", ["number", "-0", "-0"]],
  [true, "bool", ["bool", "true", "true"]],
  [
    "2026-11-14T18:45:00.123456Z",
    "timestamp",
    ["time", "2026-11-14 18:45:00.123456", "2026-11-14 18:45:00.123456 UTC"],
  ],
  ["2026-11-14T18:45:00", "timestamp_ntz", ["time", "2026-11-14 18:45:00", "2026-11-14 18:45:00, no zone"]],
  ["2026-11-14", "date", ["time", "2026-11-14", "2026-11-14"]],
  ["AAEC", "bytes", ["bytes", "3 B", "AAEC"]],
  ["ATL", "string", ["text", "ATL", "ATL"]],
  ["", "string", ["empty", "empty", ""]],
  [null, "int64", ["null", "null", "null"]],
  ["null", "string", ["text", "null", "null"]],
  [["a", ""], "list<string>", ["nested", '["a", ""]', '["a", ""]']],
  [
    { lat: 1.5, lon: null },
    "struct<lat: float64, lon: float64>",
    ["nested", "{lat: 1.5, lon: null}", "{lat: 1.5, lon: null}"],
  ],
  [["9007199254740993"], "list<int64>", ["nested", "[9 007 199 254 740 993]", "[9007199254740993]"]],
  ["x", "a type of tomorrow", ["text", "x", "x"]],
])("%j as %s", (value, type, expected) => {
  expect(shown(value, type)).toEqual(expected);
});

test("control characters are seen, so that two texts that differ look different", () => {
  expect(formatValue("a\tb\u0000", "string").text).toBe("a␉b␀");
  expect(formatValue("\u0085", "string").text).not.toBe(formatValue("\u0086", "string").text);
});

test("a long list is cut for reading and whole in its exact form", () => {
  const embedding = Array.from({ length: 384 }, (_, index) => index / 384);
  const { text, exact } = formatValue(embedding, "embedding<384>");
  expect(text.length).toBeLessThanOrEqual(120);
  expect(text.endsWith("…")).toBe(true);
  expect(JSON.parse(exact)).toEqual(embedding);
});
