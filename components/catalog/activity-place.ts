import { withAt } from "./addresses";

/** A page of activity: the entries before one, those after one, or the newest. Entries are told by their number. */
type ActivityPlace = { before: string } | { after: string } | null;

/** Reads an address, `?before=41` or `?after=41`; what is no number counts as not said. */
export function activityPlace(
  search: Readonly<Record<string, string | string[] | undefined>>,
): ActivityPlace {
  const { before, after } = search;
  if (isEntryNumber(before)) return { before };
  return isEntryNumber(after) ? { after } : null;
}

/** The addresses of the newer and of the older page. */
export function activityPaging(
  path: string,
  { previous, next }: { previous: string | null; next: string | null },
  at: string | null,
): { previous: string | null; next: string | null } {
  return {
    previous: previous === null ? null : withAt(`${path}?after=${previous}`, at),
    next: next === null ? null : withAt(`${path}?before=${next}`, at),
  };
}

function isEntryNumber(value: string | string[] | undefined): value is string {
  return typeof value === "string" && /^\d{1,18}$/.test(value);
}
