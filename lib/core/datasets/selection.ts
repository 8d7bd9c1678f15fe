import type { FieldProblem } from "@/lib/core/errors";
import { MICROS_PER_SECOND, parseInstant } from "@/lib/core/time/instant";

/** Which rows of a spine a training dataset keeps, and the columns that say why. Each part may be `null`: not asked for. */
export interface SpineSelection {
  /** RFC 3339 UTC; rows whose time is before it are left out. Rows without a time stay. */
  since: string | null;
  split: TemporalSplit | null;
  sample: Sampling | null;
}

/**
 * Parts by time, each half-open: `train` is `t < trainUntil`, `validation` is `[trainUntil + gap, validationUntil)`,
 * `test` is everything from the last bound plus the gap on. Rows inside a gap are left out, so that no window of a
 * later part reaches into an earlier one. Rows without a time belong to no part (null).
 */
export interface TemporalSplit {
  /** Name of the output column. */
  column: string;
  /** RFC 3339 UTC. */
  trainUntil: string;
  /** RFC 3339 UTC, after `trainUntil`; `null` = no validation part. */
  validationUntil: string | null;
  gapSeconds: number;
}

/**
 * A seeded draw: each row is kept or not on its own, by a number made of the seed and the row's position in the spine
 * file, so neither threads nor versions of an engine change the draw.
 */
export interface Sampling {
  /** Share of rows kept, above 0 and at most 1. */
  rate: number;
  seed: number;
  /** Spine column whose values are the strata; `null` = one stratum. */
  by: string | null;
  /** Rates of single strata, by the value's text; strata that are not named have `rate`. */
  rates: Record<string, number>;
  /** Name of the output column that holds 1 / rate of the row's stratum. */
  weight: string;
}

export const NO_SELECTION: SpineSelection = { since: null, split: null, sample: null };

export const SPLIT_PARTS = ["train", "validation", "test"] as const;
type SplitPart = (typeof SPLIT_PARTS)[number];

/** One part of a split in microseconds since 1970 UTC: `[from, until)`, `null` = open. */
interface SplitRange {
  part: SplitPart;
  from: bigint | null;
  until: bigint | null;
}

const RATE_DIGITS = 2n ** 53n;
const STRATA_MAX = 1000;

/** @returns the parts of a split in time order. Whatever lies in none of them is left out. */
export function splitRanges(split: TemporalSplit): SplitRange[] {
  const gap = BigInt(split.gapSeconds) * MICROS_PER_SECOND;
  const first = microsOf(split.trainUntil);
  const second = split.validationUntil === null ? null : microsOf(split.validationUntil);
  const train: SplitRange = { part: "train", from: null, until: first };
  if (second === null) return [train, { part: "test", from: first + gap, until: null }];
  return [
    train,
    { part: "validation", from: first + gap, until: second },
    { part: "test", from: second + gap, until: null },
  ];
}

/**
 * @returns the bound below which the 64-bit number of a row must lie for the row to be kept: exact for every rate that a
 *   float holds, 2^64 for a rate of 1.
 */
export function drawBound(rate: number): bigint {
  return BigInt(Math.round(rate * Number(RATE_DIGITS))) * (2n ** 64n / RATE_DIGITS);
}

/** The columns that a selection adds, in their order, with their value types. */
export function selectionColumns(selection: SpineSelection): { name: string; type: string }[] {
  return [
    ...(selection.split ? [{ name: selection.split.column, type: "string" }] : []),
    ...(selection.sample ? [{ name: selection.sample.weight, type: "float64" }] : []),
  ];
}

/** Adds what is wrong with a selection over a spine of these columns: `since`, `split.gap`, `sample.rate` … */
export function checkSelection(
  selection: SpineSelection,
  columns: readonly string[],
  problems: FieldProblem[],
): void {
  const { since, split, sample } = selection;
  if (since !== null) checkInstant(since, "since", problems);
  if (split) checkSplit(split, problems);
  if (sample) checkSample(sample, columns, problems);
  const taken = new Set(columns.map((name) => name.toLowerCase()));
  for (const { name } of selectionColumns(selection)) {
    if (!taken.has(name.toLowerCase())) continue;
    problems.push({
      path: name === split?.column ? "split.column" : "sample.weight",
      message: `the spine has a column ${name} already`,
      expected: "another name",
    });
    taken.add(name.toLowerCase());
  }
}

function checkSplit(split: TemporalSplit, problems: FieldProblem[]) {
  const first = checkInstant(split.trainUntil, "split.train_until", problems);
  if (!Number.isSafeInteger(split.gapSeconds) || split.gapSeconds < 0) {
    problems.push({ path: "split.gap", message: "is not a duration" });
    return;
  }
  if (split.validationUntil === null) return;
  const second = checkInstant(split.validationUntil, "split.validation_until", problems);
  if (first === null || second === null) return;
  if (second <= first + BigInt(split.gapSeconds) * MICROS_PER_SECOND) {
    problems.push({
      path: "split.validation_until",
      message: "leaves no time for the validation part",
      expected: "a time after train_until plus the gap",
    });
  }
}

function checkSample(sample: Sampling, columns: readonly string[], problems: FieldProblem[]) {
  const rates = Object.entries(sample.rates);
  for (const [name, rate] of [["", sample.rate] as const, ...rates]) {
    // A bound of 0 would keep nothing and a weight of infinity.
    if (rate > 0 && rate <= 1 && drawBound(rate) > 0n) continue;
    const path = name === "" ? "sample.rate" : `sample.rates.${name}`;
    problems.push({ path, message: `${rate} is not a share of rows`, expected: "above 0 and at most 1" });
  }
  if (!Number.isSafeInteger(sample.seed))
    problems.push({ path: "sample.seed", message: "must be a whole number" });
  if (rates.length > STRATA_MAX)
    problems.push({ path: "sample.rates", message: `names more than ${STRATA_MAX} strata` });
  if (sample.by === null) {
    if (rates.length > 0)
      problems.push({ path: "sample.by", message: "is needed: which column holds the strata" });
  } else if (!columns.includes(sample.by)) {
    problems.push({
      path: "sample.by",
      message: `the spine has no column ${sample.by}`,
      expected: columns.join(", "),
    });
  }
}

function checkInstant(text: string, path: string, problems: FieldProblem[]): bigint | null {
  const parsed = parseInstant(text, null);
  if (parsed.ok) return parsed.instant;
  problems.push({ path, message: parsed.message });
  return null;
}

function microsOf(text: string): bigint {
  const parsed = parseInstant(text, null);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.instant;
}
