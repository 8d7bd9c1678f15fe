import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkExpression } from "@/lib/core/expression/check";
import type { Cell } from "@/lib/core/pit/cell";
import { type ExpressionUnderTest, scopeOf, startExpressionUnderTest } from "./expression-under-test";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 3000 : 120;
const ROWS = 40;

let sut: ExpressionUnderTest;
beforeAll(async () => {
  sut = await startExpressionUnderTest();
});
afterAll(() => sut.close());

/** Kinds of values that random expressions are made of; each has columns, constants and operations. */
type Kind = "int" | "float" | "decimal" | "text" | "bool" | "time" | "date" | "ints" | "floats";

const COLUMNS: Record<string, string> = {
  i: "int64",
  j: "int32",
  f: "float64",
  g: "float32",
  d: "decimal(20,2)",
  e: "decimal(38,4)",
  s: "string",
  r: "string",
  b: "bool",
  t: "timestamp",
  q: "date",
  k: "list<int32>",
  l: "list<float64>",
  v: "embedding<3>",
};

const orNull = <T extends Cell>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Cell> =>
  fc.option(arbitrary, { freq: 6, nil: null });
const edgeFloat = fc.constantFrom<Cell>(
  0,
  "-0",
  1,
  -1,
  0.5,
  2.5,
  -2.5,
  1e308,
  5e-324,
  "NaN",
  "Infinity",
  "-Infinity",
  9007199254740992,
  2 ** 63,
);
const cellOfNumber = (value: number): Cell =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);
const anyFloat = fc.oneof(
  edgeFloat,
  fc.double().map(cellOfNumber),
  fc.double({ min: -1000, max: 1000 }).map(cellOfNumber),
);
const anySingle = fc.oneof(
  fc.constantFrom<Cell>(0, "NaN", "Infinity", 3.4028234663852886e38),
  fc.float({ noNaN: true }).map(cellOfNumber),
);
const LIMIT = 2n ** 63n;
const anyInt = fc.oneof(
  fc.constantFrom("0", "1", "-1", "7", String(LIMIT - 1n), String(-LIMIT), "9007199254740993"),
  fc.bigInt({ min: -LIMIT, max: LIMIT - 1n }).map(String),
  fc.integer({ min: -100, max: 100 }).map(String),
);
const anyDecimal = (digits: number, scale: number) =>
  fc.bigInt({ min: -(10n ** BigInt(digits)) + 1n, max: 10n ** BigInt(digits) - 1n }).map((value) => {
    const size = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
    return `${value < 0n ? "-" : ""}${size.slice(0, -scale)}.${size.slice(-scale)}`;
  });
const anyText = fc.oneof(
  fc.constantFrom("", "a", "AA", "É", "ß", "😀", "\ue000", "a|b", "\\", " a\n", "10"),
  fc.string({ unit: "binary", maxLength: 6 }).map((text) => text.replaceAll("\0", "")),
);
const pad = (value: number, length: number) => String(value).padStart(length, "0");
const anyDate = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, day]) => `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`);
const anyTime = fc.oneof(
  fc.constantFrom("infinity", "-infinity"),
  fc
    .tuple(anyDate, fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([day, second, micro]) => {
      const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map((part) =>
        pad(part, 2),
      );
      return `${day}T${clock.join(":")}.${pad(micro, 6)}Z`;
    }),
);
const list = (item: fc.Arbitrary<Cell>) =>
  orNull(fc.array(orNull(item), { maxLength: 4 }) as fc.Arbitrary<Cell[]>);

const anyRow: fc.Arbitrary<Cell[]> = fc.tuple(
  orNull(anyInt),
  orNull(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  orNull(anyFloat),
  orNull(anySingle),
  orNull(anyDecimal(20, 2)),
  orNull(anyDecimal(38, 4)),
  orNull(anyText),
  orNull(anyText),
  orNull(fc.boolean()),
  orNull(anyTime),
  orNull(fc.oneof(fc.constantFrom("infinity", "-infinity"), anyDate)),
  list(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  list(anyFloat),
  orNull(fc.tuple(anySingle, anySingle, anySingle) as fc.Arbitrary<Cell[]>),
);

const ZONE = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
);
const PART = fc.constantFrom("year", "quarter", "month", "week", "day", "day_of_week", "day_of_year");

const { grammar } = fc.letrec<{ grammar: string } & Record<Kind, string>>((tie) => {
  const of = (kind: Kind) => tie(kind) as fc.Arbitrary<string>;
  /** `@kind` stands for an expression of that kind. */
  const shape = (template: string): fc.Arbitrary<string> => {
    const parts = template.split(/(@\w+)/);
    return fc
      .tuple(...parts.map((part) => (part.startsWith("@") ? of(part.slice(1) as Kind) : fc.constant(part))))
      .map((texts) => texts.join(""));
  };
  const kind = (leaves: string[], ...templates: string[]) =>
    fc.oneof(
      { maxDepth: 3, depthIdentifier: "expression" },
      fc.constantFrom(...leaves),
      fc.oneof(...templates.map(shape)),
      fc.oneof(...templates.map(shape)),
    );
  const anything = (...kinds: Kind[]) => fc.oneof(...kinds.map(of));
  return {
    grammar: anything("int", "float", "decimal", "text", "bool", "time", "date", "ints", "floats"),
    int: fc.oneof(
      kind(
        ["i", "j", "0", "7", "-3", "9223372036854775807"],
        "(@int + @int)",
        "(@int - @int)",
        "(@int * @int)",
        "div(@int, @int)",
        "mod(@int, @int)",
        "(-@int)",
        "abs(@int)",
        "to_int(@float)",
        "to_int(@decimal)",
        "length(@text)",
        "size(@ints)",
        "sum(@ints)",
        "element(@ints, @int)",
        "max(@ints)",
        "coalesce(@int, @int)",
        "if(@bool, @int, null)",
        "nullif(@int, @int)",
        "least(@int, @int)",
        "hash_bucket(@text, 1000)",
        "hash_bucket(@int, 7)",
        "bucketize(@float, [-1, 0, 2.5])",
        "bucketize(@decimal, [0, 1.25])",
        "case when @bool then @int when @bool then @int else @int end",
      ),
      fc.tuple(PART, of("time"), ZONE).map(([part, time, zone]) => `${part}(${time}, '${zone}')`),
      fc.tuple(PART, of("date")).map(([part, date]) => `${part}(${date})`),
    ),
    float: kind(
      ["f", "g", "0.5", "-2.0", "1e300"],
      "(@float + @float)",
      "(@float - @int)",
      "(@float * @float)",
      "(@float / @float)",
      "(@int / @int)",
      "(@decimal / @int)",
      "(-@float)",
      "abs(@float)",
      "floor(@float)",
      "ceil(@float)",
      "round(@float)",
      "round(@float, 2)",
      "mod(@float, @float)",
      "sqrt(@float)",
      "exp(@float)",
      "ln(@float)",
      "log10(@float)",
      "pow(@float, 3)",
      "pow(@float, @float)",
      "to_float(@decimal)",
      "(@float + @decimal)",
      "sum(@floats)",
      "mean(@floats)",
      "mean(@ints)",
      "min(@floats)",
      "element(@floats, @int)",
      "dot(@floats, v)",
      "cosine(v, @floats)",
      "norm(@floats)",
      "coalesce(@float, @int)",
      "if(@bool, @int, @float)",
      "greatest(@float, @float)",
      "haversine_km(@float, @float, @float, @float)",
      "seconds_between(@time, @time)",
      "days_between(@date, @date)",
    ),
    decimal: kind(
      ["d", "e", "to_decimal(i, 19, 0)"],
      "to_decimal((@decimal + @decimal), 20, 2)",
      "to_decimal(d - @decimal, 38, 2)",
      "(d * 1.5)",
      "(d + i)",
      "(-@decimal)",
      "abs(@decimal)",
      "to_decimal(@decimal, 12, 1)",
      "round(d, 1)",
      "floor(d)",
      "ceil(d)",
      "coalesce(d, 1.25)",
    ),
    text: kind(
      ["s", "r", "'a'", "'É|\\'", "''"],
      "concat(@text, @text)",
      "lower(@text)",
      "upper(@text)",
      "trim(@text)",
      "substring(@text, 2, 2)",
      "cross(@text, @int, @bool)",
      "to_text(@int)",
      "to_text(@decimal)",
      "coalesce(@text, @text)",
      "if(@bool, @text, @text)",
      "greatest(@text, @text)",
      "nullif(@text, @text)",
    ),
    bool: kind(
      ["b", "true", "false"],
      "(@bool and @bool)",
      "(@bool or @bool)",
      "(not @bool)",
      "(@int < @float)",
      "(@float >= @int)",
      "(@int = @float)",
      "(@float != @float)",
      "(@int <= @int)",
      "(@text < @text)",
      "(@text = @text)",
      "(d > 1.25)",
      "(d = i)",
      "(@time < @time)",
      "(@date >= @date)",
      "(@int is null)",
      "(@float is not null)",
      "(@float between @int and @float)",
      "(@int in (1, @int, 2.5))",
      "(@text not in ('a', @text))",
      "starts_with(@text, @text)",
      "ends_with(@text, @text)",
      "contains(@text, @text)",
      "matches(@text, '^[A-Zß]+$|\\s')",
      "contains(@ints, @int)",
      "contains(@floats, @float)",
      "is_nan(@float)",
      "(@bool = @bool)",
    ),
    time: kind(
      ["t", "timestamp('2026-03-29T01:30:00Z')"],
      "coalesce(@time, @time)",
      "least(@time, @time)",
      "if(@bool, @time, @time)",
    ),
    date: kind(
      ["q", "date('2024-02-29')"],
      "to_date(@time, 'Europe/Berlin')",
      "greatest(@date, @date)",
      "coalesce(@date, @date)",
    ),
    ints: kind(["k"], "[@int, @int]", "one_hot(@text, ['a', 'AA'])", "coalesce(@ints, [@int])"),
    floats: kind(["l", "v"], "[@float, @int, null]", "if(@bool, @floats, @floats)"),
  };
});

describe("an expression", () => {
  it("gives the same cells in SQL and as a row function, for random expressions over random rows", async () => {
    let compared = 0;
    const rows = fc.array(anyRow, { minLength: ROWS, maxLength: ROWS });
    const property = fc.asyncProperty(grammar, rows, async (text, values) => {
      const outcome = checkExpression(text, scopeOf(COLUMNS), null);
      // Decimals that grow too wide are refused, which is not what this test is about.
      fc.pre(outcome.ok);
      const { engine, row } = await sut.both(text, COLUMNS, values);
      expect(row).toEqual(engine);
      compared++;
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
    expect(compared).toBeGreaterThanOrEqual(RUNS);
  }, 600_000);
});
