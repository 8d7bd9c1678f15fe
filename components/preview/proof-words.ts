import type { ProveResult } from "@/lib/contracts/prove";
import { formatCounted } from "@/lib/format/number";

/** What a proof found, in words. */
export function proofWords(proof: ProveResult): { isClean: boolean; said: string; detail: string } {
  const { changed_count, cell_count, time_count, row_count, uncut_sources } = proof;
  const cells = formatCounted(cell_count, "value");
  const uncut =
    uncut_sources.length === 0 ? "" : ` Not cut, because they have no time: ${uncut_sources.join(", ")}.`;
  return {
    isClean: changed_count === 0,
    said:
      changed_count === 0
        ? `No value of ${cells} changed`
        : `${formatCounted(changed_count, "value")} of ${cell_count} changed`,
    detail: `${formatCounted(row_count, "row")} at ${formatCounted(time_count, "time")}, joined again without anything after them.${uncut}`,
  };
}

/** Which rows could have leaked into a value. */
export function laterWords(later: ProveResult["changed"][number]["later"][number], where: string): string {
  if (later.count === 0)
    return `${later.source} has no row of ${where} that lies later: the value was made with rows of other keys.`;
  const rows = formatCounted(later.count, "row");
  return later.of_key
    ? `${later.source} has ${rows} after ${where}; the first of them:`
    : `${later.source} has ${rows} of any key after ${where}; the first of them:`;
}
