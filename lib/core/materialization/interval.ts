/** Event times in [start, end), microseconds since 1970 UTC; `startUs < endUs`. */
export interface Interval {
  startUs: bigint;
  endUs: bigint;
}

/** An interval with something that is said about all of it. */
export interface Segment<T> extends Interval {
  value: T;
}

/**
 * Says something about an interval: what was said before about parts of it stays outside of it, and is handed to `value`
 * inside.
 *
 * @param segments ascending, without overlap.
 * @param value `before` = what was said about this part, `null` = nothing; answers `null` where nothing is said any more.
 * @returns segments, ascending, without overlap. Linear in the number of segments.
 */
export function paint<T>(
  segments: readonly Segment<T>[],
  { startUs, endUs }: Interval,
  value: (before: T | null) => T | null,
): Segment<T>[] {
  const painted: Segment<T>[] = [];
  const add = (from: bigint, to: bigint, said: T | null) => {
    if (from < to && said !== null) painted.push({ startUs: from, endUs: to, value: said });
  };
  let at = startUs;
  for (const segment of segments) {
    if (segment.endUs <= startUs) {
      painted.push(segment);
      continue;
    }
    const from = greater(segment.startUs, startUs);
    const to = less(segment.endUs, endUs);
    add(segment.startUs, less(segment.endUs, startUs), segment.value);
    if (from < to) {
      add(at, from, value(null));
      add(from, to, value(segment.value));
      at = to;
    } else if (at < endUs) {
      add(at, endUs, value(null));
      at = endUs;
    }
    add(greater(segment.startUs, endUs), segment.endUs, segment.value);
  }
  add(at, endUs, value(null));
  return painted.sort((a, b) => (a.startUs < b.startUs ? -1 : 1));
}

/** Neighbours that touch and say the same become one. */
export function join<T>(segments: readonly Segment<T>[], isSame: (a: T, b: T) => boolean): Segment<T>[] {
  const joined: Segment<T>[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (last && last.endUs === segment.startUs && isSame(last.value, segment.value)) {
      joined[joined.length - 1] = { ...last, endUs: segment.endUs };
    } else joined.push(segment);
  }
  return joined;
}

const DAY_US = 86_400_000_000n;
/** Ticks of one step: with a hundred thousand keys, a spine of a hundred million rows is what one engine child sorts. */
const CHUNK_TICKS_MAX = 1_000n;
/** Rows are sorted on disk where memory ends, so this only bounds what one failure costs. */
const CHUNK_DAYS_MAX = 3_653n;

/**
 * Cuts an interval into steps that are computed and committed one after another: of at most 1000 ticks where rows are
 * made at ticks, else of at most ten years.
 *
 * @param everyUs the distance of ticks; `null` = rows come from a relation.
 */
export function chunksOf({ startUs, endUs }: Interval, everyUs: bigint | null): Interval[] {
  const size = everyUs === null ? CHUNK_DAYS_MAX * DAY_US : CHUNK_TICKS_MAX * everyUs;
  const chunks: Interval[] = [];
  for (let from = startUs; from < endUs; from += size)
    chunks.push({ startUs: from, endUs: less(from + size, endUs) });
  return chunks;
}

const less = (a: bigint, b: bigint) => (a < b ? a : b);
const greater = (a: bigint, b: bigint) => (a > b ? a : b);
