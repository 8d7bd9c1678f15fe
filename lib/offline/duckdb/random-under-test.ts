import "server-only";
import fc from "fast-check";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import type { SpineColumn } from "@/lib/core/pit/plan";
import type { ReferenceRow } from "@/lib/core/pit/reference";
import { formatInstant } from "@/lib/core/time/instant";

export const TTL_SECONDS = 3600;
const TTL_MICROS = 3_600_000_000n;
export const START = 1_772_445_600_000_000n;

export const KEYS: TypedColumn[] = [
  { name: "x", type: "string" },
  { name: "y", type: "int64" },
];
export const FEATURES: TypedColumn[] = [
  { name: "n", type: "int64" },
  { name: "s", type: "string" },
  { name: "b", type: "bool" },
];
export const COLUMNS = [
  ...KEYS,
  { name: "event", type: "timestamp" },
  { name: "created", type: "timestamp" },
  ...FEATURES,
  { name: "gone", type: "bool" },
  { name: "until", type: "timestamp" },
];
export const SPINE: SpineColumn[] = [
  { name: "x", type: "string", role: "key" },
  { name: "y", type: "int64", role: "key" },
  { name: "t", type: "timestamp", role: "time" },
  { name: "label", type: "int64", role: "extra" },
];

// Few values of everything, so that ties, duplicates and near misses are the rule; "1"/"23" and "12"/"3" would collide if
// keys were glued together, 2^53 and 2^53 + 1 if they were floats.
const x = fc.constantFrom<Cell>("a", "1", "12", "", null);
const y = fc.constantFrom<Cell>("23", "3", "9007199254740992", "9007199254740993", null);
const minute = fc.integer({ min: 0, max: 12 }).map((n) => START + BigInt(n) * 600_000_000n);
const jitter = fc.constantFrom(-1n, 0n, 0n, 1n);
const eventTime = fc.tuple(minute, jitter).map(([a, b]) => a + b);
const spineTime = fc
  .tuple(minute, jitter, fc.boolean())
  .map(([a, b, isAtTtl]) => a + b + (isAtTtl ? TTL_MICROS : 0n));
const orNull = <T>(arbitrary: fc.Arbitrary<T>, freq = 8) => fc.option(arbitrary, { freq, nil: null });

/** A row of features: null keys, times and values, deletions and ends among them. */
export const featureRow = fc.record({
  keys: fc.tuple(x, y),
  event: orNull(eventTime),
  created: orNull(eventTime),
  values: fc.tuple(
    orNull(fc.constantFrom<Cell>("0", "1", "-7", "9007199254740993"), 3),
    orNull(fc.constantFrom<Cell>("", "p", "ü☃", "q'\""), 3),
    orNull(fc.boolean(), 3),
  ),
  tombstone: fc.constantFrom(true, false, false, false, null),
  validTo: orNull(spineTime, 1),
});
const spineRow = fc.record({ keys: fc.tuple(x, y), time: orNull(spineTime) });
const spineSize = fc.constantFrom(0, 1, 2, 9, 64, 65);

export interface Case {
  rows: ReferenceRow[];
  spine: { keys: Cell[]; time: bigint | null }[];
}
export const cases: fc.Arbitrary<Case> = spineSize.chain((size) =>
  fc.record({
    rows: fc.array(featureRow, { maxLength: 60, size: "max" }),
    spine: fc.array(spineRow, { minLength: size, maxLength: size }),
  }),
);

/** Spine and rows of a size, the same in every run. */
export function fixedCase(spineRows: number, featureRows: number, seed: number): Case {
  const [one] = fc.sample(
    fc.record({
      rows: fc.array(featureRow, { minLength: featureRows, maxLength: featureRows }),
      spine: fc.array(spineRow, { minLength: spineRows, maxLength: spineRows }),
    }),
    { numRuns: 1, seed },
  );
  if (!one) throw new Error("no sample");
  return one;
}

export const text = (time: bigint | null) => (time === null ? null : formatInstant(time));

/** A row as it stands in a file, in the order of {@link COLUMNS}. */
export function cellsOf(row: ReferenceRow): Cell[] {
  return [
    ...row.keys,
    text(row.event),
    text(row.created),
    ...row.values,
    row.tombstone ?? null,
    text(row.validTo ?? null),
  ];
}

/** Rows without deletions and ends, for a group that names none. */
export function withoutEnds(rows: ReferenceRow[]): ReferenceRow[] {
  return rows.map((row) => ({ ...row, tombstone: null, validTo: null }));
}

/**
 * Rows in the order in which the values of a SELECT decide: null lowest, then number, text (by UTF-8 bytes), false before
 * true; then tombstone and end. The reference takes the last of equals.
 */
export function byValues(rows: ReferenceRow[]): ReferenceRow[] {
  const types = [...FEATURES.map(({ type }) => type), "bool", "int64"];
  const ranked = (row: ReferenceRow): Cell[] => [
    ...row.values,
    row.tombstone ?? null,
    typeof row.validTo === "bigint" ? String(row.validTo) : null,
  ];
  return rows.toSorted((a, b) => {
    const others = ranked(b);
    for (const [i, value] of ranked(a).entries()) {
      const order = compare(value, others[i] ?? null, types[i] ?? "");
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compare(a: Cell, b: Cell, type: string): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (type === "int64") return Number(BigInt(String(a)) - BigInt(String(b)));
  if (type === "bool") return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
