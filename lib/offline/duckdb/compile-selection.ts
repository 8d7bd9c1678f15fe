import "server-only";
import {
  drawBound,
  type Sampling,
  SPLIT_PARTS,
  type SpineSelection,
  splitRanges,
  type TemporalSplit,
} from "@/lib/core/datasets/selection";
import { parseInstant } from "@/lib/core/time/instant";
import { quoteName, quoteText } from "./quote";

/** Why a row is left out, in the order in which reasons are tried; its place from 1 is what the statement gives. */
export const DROP_REASONS = ["beforeSince", "betweenSplits", "notSampled"] as const;

interface CompiledSelection {
  /** SQL that gives the place of the first reason that applies, or null for a row that is kept. */
  dropped: string;
  /** The columns that the selection adds, with their names. */
  columns: string[];
}

/**
 * @param time SQL of a row's time in microseconds.
 * @param position SQL of a row's position in its file, from 0.
 */
export function compileSelection(
  selection: SpineSelection,
  { time, position }: { time: string; position: string },
): CompiledSelection {
  const { since, split, sample } = selection;
  const reasons: (string | null)[] = [
    since === null ? null : `COALESCE(${time} < ${microsOf(since)}, false)`,
    // A row without a time belongs to no part and is kept: it says so itself.
    split && `${time} IS NOT NULL AND ${partSql(split, time)} IS NULL`,
    sample && `md5_number_lower(concat(${sample.seed}, ':', ${position}))::HUGEINT >= ${boundSql(sample)}`,
  ];
  const branches = reasons.flatMap((sql, i) => (sql === null ? [] : [`WHEN ${sql} THEN ${i + 1}`]));
  return {
    dropped: branches.length === 0 ? "NULL::INTEGER" : `CASE ${branches.join(" ")} END`,
    columns: [
      ...(split ? [`${partSql(split, time)} AS ${quoteName(split.column)}`] : []),
      ...(sample ? [`${weightSql(sample)} AS ${quoteName(sample.weight)}`] : []),
    ],
  };
}

function partSql(split: TemporalSplit, time: string): string {
  const branches = splitRanges(split).map(({ part, from, until }) => {
    const bounds = [
      ...(from === null ? [] : [`${time} >= ${from}`]),
      ...(until === null ? [] : [`${time} < ${until}`]),
    ];
    return `WHEN ${bounds.join(" AND ")} THEN ${quoteText(part)}`;
  });
  return `CASE ${branches.join(" ")} END`;
}

function boundSql(sample: Sampling): string {
  return byStratum(sample, (rate) => `${drawBound(rate)}::HUGEINT`);
}

function weightSql(sample: Sampling): string {
  return byStratum(sample, (rate) => `${1 / rate}::DOUBLE`);
}

function byStratum({ by, rate, rates }: Sampling, sqlOf: (rate: number) => string): string {
  const strata = Object.entries(rates);
  if (by === null || strata.length === 0) return sqlOf(rate);
  const branches = strata.map(([value, own]) => `WHEN ${quoteText(value)} THEN ${sqlOf(own)}`);
  return `CASE CAST(${quoteName(by)} AS VARCHAR) ${branches.join(" ")} ELSE ${sqlOf(rate)} END`;
}

/** SQL that orders the parts of a split by time; rows of no part come last. */
export function partOrder(column: string): string {
  return `list_position(${`[${SPLIT_PARTS.map(quoteText).join(", ")}]`}, ${column}) NULLS LAST`;
}

function microsOf(text: string): bigint {
  const parsed = parseInstant(text, null);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.instant;
}
