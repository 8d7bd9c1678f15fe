import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { formatValueType, parseValueType, type ValueType } from "../model/value-type";
import { checkExpression } from "./check";
import { rowFunction } from "./evaluate";
import { FUNCTIONS } from "./functions";
import { expressionNames } from "./names";
import type { ExpressionScope } from "./scope";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 20_000 : 200;

const typeNamed = (text: string): ValueType => parseValueType(text) ?? { kind: "bool" };
const scope: ExpressionScope = {
  columns: new Map([
    ["delay", typeNamed("int16")],
    ["distance", typeNamed("float32")],
    ["price", typeNamed("decimal(9,2)")],
    ["origin", typeNamed("string")],
    ["destination", typeNamed("string")],
    ["at", typeNamed("timestamp")],
    ["vector", typeNamed("embedding<3>")],
    ["other", typeNamed("embedding<4>")],
    ["unknown", null],
  ]),
  refused: new Map([["late", "late is computed on demand itself."]]),
  keyColumns: new Set(["origin", "destination", "delay"]),
  lookup: (group, feature) => {
    if (group === "nobody") return null;
    if (feature !== "latitude")
      return { ok: false, message: `${group} has no feature ${feature}.`, expected: "one of latitude" };
    return { ok: true, type: typeNamed("float64"), keys: [{ name: "origin", type: typeNamed("string") }] };
  },
};

function problems(text: string, declared: string | null = null): string[] {
  const outcome = checkExpression(text, scope, declared === null ? null : typeNamed(declared));
  return outcome.ok
    ? []
    : outcome.problems.map(({ at, message, expected }) => `${at} ${message} → ${expected}`);
}

function typeOf(text: string): string {
  const outcome = checkExpression(text, scope, null);
  return outcome.ok
    ? formatValueType(outcome.expression.type)
    : outcome.problems.map(({ message }) => message).join();
}

describe("checkExpression", () => {
  it.each([
    ["delay", "int64"],
    ["delay / 60.0", "float64"],
    ["delay * 1.5", "float64"],
    ["price * 1.5", "decimal(11,3)"],
    ["price + delay", "decimal(22,2)"],
    ["price + distance", "float64"],
    ["coalesce(null, delay, 0.5)", "float64"],
    ["case when delay > 0 then price else 0 end", "decimal(9,2)"],
    ["[delay, 1.5]", "list<float64>"],
    ["one_hot(origin, ['a'])", "list<int64>"],
    ["vector", "list<float64>"],
    ["year(at, 'UTC')", "int64"],
    ["lookup('profile:latitude')", "float64"],
    ["not DELAY is NULL".replace("DELAY", "delay"), "bool"],
    ["Coalesce(delay, 1)", "int64"],
  ])("%s is %s", (text, type) => {
    expect(typeOf(text)).toBe(type);
  });

  it.each([
    [
      "",
      "0 The expression ends too early. → a value: a name, a number, 'text', a call or an expression in brackets",
    ],
    [
      "delay +",
      "7 The expression ends too early. → a value: a name, a number, 'text', a call or an expression in brackets",
    ],
    [
      "dealy + 1",
      "0 There is no column dealy. Did you mean delay? → one of delay, distance, price, origin, destination, at, vector, other, unknown",
    ],
    [
      "late and true",
      "0 late is computed on demand itself. → one of delay, distance, price, origin, destination, at, vector, other, unknown",
    ],
    ["delay % 2", "6 % has no meaning here. → mod(a, b)"],
    ["delay || 'x'", "6 | has no meaning here. → concat(a, b)"],
    ["delay == 1", "6 = has no meaning here. → ="],
    ["1 -- x", "2 - has no meaning here. → no comments; for a negative number a space: a - -1"],
    ["'abc", "0 This quote is never closed. → '"],
    ["1abc", "0 1 has no meaning here. → a name, a number, 'text', an operator or a bracket"],
    [
      "lenght(origin)",
      "0 There is no function lenght. Did you mean length? → a function of the language, see its reference",
    ],
    ["ifnull(delay, 0)", "0 There is no function ifnull. → coalesce(a, b)"],
    ["abs()", "0 abs does not take 0 arguments. → abs(number)"],
    ["length(delay)", "7 length does not take int64 here. → string"],
    [
      "delay = 'x'",
      "8 int64 and string cannot be compared. → two values of one type; nothing is cast by itself",
    ],
    ["delay and true", "0 and does not take int64. → a condition: true, false or null"],
    [
      "coalesce(delay, 'x')",
      "16 string and int64 have no type in common. → values of one type; nothing is cast by itself",
    ],
    ["null", "0 Here null has no type. → a value; coalesce, case and if take null beside others"],
    [
      "9223372036854775808",
      "0 9223372036854775808 is beyond every number. → a whole number within int64, or a float up to 1.8e308",
    ],
    ["dot(vector, other)", "12 4 dimensions do not match 3. → an embedding<3>"],
    ["matches(origin, '(a')", "16 A ( is never closed. → )"],
    [
      "bucketize(delay, [20, 10])",
      "22 10 does not rise above the bound before it. → bounds from the least to the greatest",
    ],
    ["one_hot(origin, ['a', 'a'])", "22 This category stands in the list already. → each category once"],
    [
      "year(at, 'Mars/Base')",
      "9 Mars/Base is no time zone. → an IANA time zone in quotes, such as 'Europe/Berlin' or 'UTC'",
    ],
    [
      "at + 1",
      "0 + does not take timestamp. → seconds_between, minutes_between, hours_between or days_between of two times",
    ],
  ])("%s is refused", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it("names everything that is wrong, each at its place", () => {
    expect(problems("nope + length(1) + nada")).toHaveLength(3);
  });

  it.each([
    ["delay / 2", "float32", []],
    ["delay", "int8", []],
    ["delay", "float64", []],
    ["1.5", "decimal(3,1)", []],
    ["vector", "embedding<3>", []],
    [
      "delay / 2",
      "int64",
      ["0 The expression gives float64, not int64. → type: float64, or an expression of the declared type"],
    ],
    [
      "price",
      "decimal(9,1)",
      [
        "0 The expression gives decimal(9,2), not decimal(9,1). → type: decimal(9,2), or an expression of the declared type",
      ],
    ],
    [
      "origin",
      "int64",
      ["0 The expression gives string, not int64. → type: string, or an expression of the declared type"],
    ],
  ])("%s declared as %s", (text, declared, expected) => {
    expect(problems(text, declared)).toEqual(expected);
  });

  it("says nothing where a type is not known, and never guesses it", () => {
    expect(checkExpression("unknown + 1", scope, null)).toEqual({ ok: false, problems: [] });
    expect(checkExpression("lookup('nobody:latitude')", scope, null)).toEqual({ ok: false, problems: [] });
  });

  it.each([
    ["lookup('profile:latitude', origin = destination)", []],
    [
      "lookup('profile@v2:latitude')",
      [
        "7 lookup names one feature of another group, at its latest version. → lookup('group:feature', key = column)",
      ],
    ],
    [
      "lookup('profile:*')",
      [
        "7 lookup names one feature of another group, at its latest version. → lookup('group:feature', key = column)",
      ],
    ],
    ["lookup('profile:height')", ["7 profile has no feature height. → one of latitude"]],
    ["lookup('profile:latitude', iata = origin)", ["27 The group has no join key iata. → one of origin"]],
    [
      "lookup('profile:latitude', origin = at)",
      [
        "36 at is not known before the features are joined. → origin = a join key or request column: origin, destination, delay",
      ],
    ],
    [
      "lookup('profile:latitude', origin = delay)",
      ["36 delay is int16, the join key origin is string: keys are never cast. → a column of type string"],
    ],
  ])("%s", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it("reads what the row brings along once, however often it is named", () => {
    const outcome = checkExpression(
      "delay + delay * lookup('profile:latitude') + lookup('profile:latitude')",
      scope,
      null,
    );
    expect(outcome.ok && outcome.expression.inputs).toEqual([
      { kind: "column", name: "delay", type: { kind: "int16" } },
      {
        kind: "lookup",
        group: "profile",
        feature: "latitude",
        keys: [{ key: "origin", column: "origin" }],
        type: { kind: "float64" },
      },
    ]);
  });

  it("refuses what is nested too deeply, and takes what is just within", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}1${")".repeat(depth)}`;
    expect(problems(nested(100))).toEqual([]);
    expect(problems(nested(101))[0]).toContain("nested too deeply");
    expect(problems(Array.from({ length: 200 }, () => "1").join("+"))[0]).toContain("nested too deeply");
    expect(problems("x".repeat(4001))[0]).toContain("4001 characters");
  });
});

test("whatever the text is, there is an answer with places inside it, and a row function that gives one", () => {
  const word = fc.constantFrom(
    ...FUNCTIONS.keys(),
    ...[
      "delay",
      "price",
      "origin",
      "at",
      "vector",
      "lookup",
      "case",
      "when",
      "then",
      "else",
      "end",
      "and",
      "or",
    ],
    ...[
      "not",
      "in",
      "is",
      "null",
      "between",
      "(",
      ")",
      "[",
      "]",
      ",",
      ".",
      "+",
      "-",
      "*",
      "/",
      "=",
      "<",
      "1",
      "2.5",
    ],
    ...["'UTC'", "'a'", '"end"', "1e308", "9223372036854775807", "--", "%", "😀", "\ud800", "\0"],
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(word, { maxLength: 12 }).map((words) => words.join(" ")),
    fc.array(word, { maxLength: 12 }).map((words) => words.join("")),
  );
  fc.assert(
    fc.property(text, fc.array(fc.jsonValue(), { maxLength: 8 }), (expression, cells) => {
      expressionNames(expression);
      const outcome = checkExpression(expression, scope, null);
      if (outcome.ok) {
        rowFunction(outcome.expression)(cells as never[]);
        return;
      }
      for (const { at, message, expected } of outcome.problems) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(Math.max(expression.length, 4000));
        expect(message.length * expected.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: RUNS },
  );
});

test("names of columns and lookups are known without types", () => {
  const text = "delay * lookup('profile:latitude', origin = destination) + if(late, nope.x, 1)";
  expect(expressionNames(text)).toEqual({
    columns: ["delay", "destination", "late", "nope"],
    lookups: [{ group: "profile", feature: "latitude", at: 15 }],
  });
  expect(expressionNames("delay +")).toBeNull();
});
