import type { VersionDiff } from "./diff";

/** A version diff in the shape that `seeknal version diff --format json` prints. */
export interface SeeknalDiff {
  added: string[];
  removed: string[];
  modified: { field: string; old_type: string; new_type: string }[];
  /** The last line of its table: `Summary: 1 added, 0 removed, 2 modified`. */
  summary: string;
}

/**
 * The part of a diff that Seeknal knows: features added, removed and of another type, each in alphabetical order.
 * Seeknal has no renames: a renamed feature is removed and added. Other changes do not show.
 */
export function seeknalDiff(diff: VersionDiff): SeeknalDiff {
  const added: string[] = [];
  const removed: string[] = [];
  const modified: SeeknalDiff["modified"] = [];
  for (const { change, name, previousName, attributes } of diff.features) {
    if (change === "added" || change === "renamed") added.push(name);
    if (change === "dropped" || change === "renamed") removed.push(previousName ?? name);
    const type = change === "changed" ? attributes.find(({ attribute }) => attribute === "type") : undefined;
    if (type) modified.push({ field: name, old_type: String(type.from), new_type: String(type.to) });
  }
  added.sort();
  removed.sort();
  const summary = `Summary: ${added.length} added, ${removed.length} removed, ${modified.length} modified`;
  return { added, removed, modified, summary };
}
