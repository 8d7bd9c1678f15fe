import { auditHash, FIRST_HASH } from "@/lib/store/change";

/** Where the chain of the audit log does not hold. Rows in the order of `seq`, from the first one on. */
export function brokenLinks(
  rows: readonly (Parameters<typeof auditHash>[0] & { seq: bigint; hash: string; previousHash: string })[],
): string[] {
  let previous = FIRST_HASH;
  return rows.flatMap(({ seq, hash, ...row }) => {
    const isLinked = row.previousHash === previous;
    previous = hash;
    return isLinked && auditHash(row) === hash
      ? []
      : [`audit entry ${seq} does not follow from the one before`];
  });
}
