/** What the versions tab shows: one version, or two compared. */
export type VersionPlace = { kind: "version"; version: number } | { kind: "diff"; from: number; to: number };

type Search = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads the address. `numbers` are the group's versions, newest first. Without anything in the address the latest
 * version is compared with the one before it; a first version is shown as it is. A number that is none counts as not
 * said; one that does not exist is kept, for the verb to refuse.
 */
export function versionPlace(search: Search, numbers: readonly number[]): VersionPlace {
  const [latest = 1, previous] = numbers;
  const version = numberIn(search.version);
  if (version !== null) return { kind: "version", version };
  const [from, to] = [numberIn(search.from), numberIn(search.to)];
  if (from !== null || to !== null) {
    const later = to ?? latest;
    return { kind: "diff", from: from ?? before(numbers, later) ?? later, to: later };
  }
  return previous === undefined
    ? { kind: "version", version: latest }
    : { kind: "diff", from: previous, to: latest };
}

/** The same kind of view one version earlier (-1) or later (1); `null` at either end. */
export function stepPlace(place: VersionPlace, by: -1 | 1, numbers: readonly number[]): VersionPlace | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  const current = place.kind === "version" ? place.version : place.to;
  const next =
    by === 1 ? sorted.find((number) => number > current) : sorted.findLast((number) => number < current);
  if (next === undefined) return null;
  if (place.kind === "version") return { kind: "version", version: next };
  const from = before(numbers, next);
  return from === null ? null : { kind: "diff", from, to: next };
}

export function placeQuery(place: VersionPlace): string {
  return place.kind === "version" ? `version=${place.version}` : `from=${place.from}&to=${place.to}`;
}

function before(numbers: readonly number[], version: number): number | null {
  return numbers.reduce<number | null>(
    (found, number) => (number < version && (found === null || number > found) ? number : found),
    null,
  );
}

function numberIn(value: string | string[] | undefined): number | null {
  return typeof value === "string" && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
}
