const DISTANCE_MAX = 3;

/**
 * The candidate that a misspelt name most likely meant.
 *
 * @returns the nearest candidate by edit distance (insert, delete, replace, swap of neighbours), if it is at
 *   most a third of the longer name away and at most three edits; `null` when none is near. Ties go to the
 *   first in alphabetical order. Cost: candidates × name length².
 */
export function closest(text: string, candidates: Iterable<string>): string | null {
  let best: { name: string; distance: number } | null = null;
  for (const name of candidates) {
    const limit = Math.min(DISTANCE_MAX, Math.floor(Math.max(text.length, name.length) / 3));
    if (Math.abs(text.length - name.length) > limit) continue;
    const distance = editDistance(text.toLowerCase(), name.toLowerCase());
    if (distance > limit) continue;
    if (!best || distance < best.distance || (distance === best.distance && name < best.name))
      best = { name, distance };
  }
  return best?.name ?? null;
}

/** @returns ` Did you mean x?`, or "" when nothing is near: the end of a message about an unknown name. */
export function didYouMean(text: string, candidates: Iterable<string>): string {
  const name = closest(text, candidates);
  return name === null ? "" : ` Did you mean ${name}?`;
}

/**
 * Optimal string alignment distance (Damerau–Levenshtein without editing a swapped pair again).
 * Source: L. Boytsov, "Indexing methods for approximate dictionary searching", 2011, §2.2.
 */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let distance = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      );
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) distance = Math.min(distance, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
