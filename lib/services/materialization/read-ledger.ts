import "server-only";
import { runOrder } from "@/lib/core/materialization/graph";
import type { LedgerCommit, LedgerFacts, UpstreamCommit } from "@/lib/core/materialization/ledger";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion } from "@/lib/store/group-views";
import { listComputedBy } from "@/lib/store/materializations";
import { type CommitRow, listAllCommits } from "@/lib/store/offline-commits";
import type { ServiceContext } from "../context";
import type { OfflineTarget } from "../offline/target";
import type { TargetComputation } from "./computation";

/** What is known of a group version's intervals. */
export async function readLedger(
  { store }: ServiceContext,
  target: OfflineTarget,
  computation: TargetComputation,
): Promise<LedgerFacts> {
  const { id } = target.version;
  return await store.read(null, async (db) => {
    const [commits, computedBy] = await Promise.all([listAllCommits(db, id), listComputedBy(db, id)]);
    return {
      commits: commits.map((commit) => ledgerCommit(commit, computedBy.get(commit.number) ?? null)),
      digest: computation.ok ? computation.digest : null,
      upstream: await upstreamCommits(db, target, computation),
      lookbackUs: computation.ok ? computation.lookbackUs : null,
    };
  });
}

function ledgerCommit(commit: CommitRow, digest: string | null): LedgerCommit {
  const { number, kind, at, startUs, endUs, beforeUs } = commit;
  const isDeclared = startUs !== null && endUs !== null && startUs < endUs;
  const interval = isDeclared ? { startUs, endUs } : null;
  return { number, kind, atMs: at.getTime(), interval, beforeUs, digest };
}

async function upstreamCommits(
  db: Db,
  { projectId, group, version }: OfflineTarget,
  { documents }: TargetComputation,
): Promise<UpstreamCommit[]> {
  const root = { group: group.name, version: version.number, document: version.document };
  const reads = runOrder(root, documents, { upstream: true, downstream: false });
  const found: UpstreamCommit[] = [];
  for (const read of reads) {
    if (read.group === group.name) continue;
    const owner = await findGroup(db, projectId, read.group);
    const published = owner && (await findVersion(db, owner.id, read.version ?? owner.latestVersion));
    if (!published) continue;
    for (const commit of await listAllCommits(db, published.id)) {
      const changed = changedInterval(commit);
      if (changed) found.push({ group: read.group, atMs: commit.at.getTime(), ...changed });
    }
  }
  return found;
}

/** The event times at which a commit may have changed what is read; compaction and retention change nothing that was true. */
function changedInterval({ kind, startUs, endUs, minEventUs, maxEventUs }: CommitRow) {
  if (kind === "compact" || kind === "retain") return null;
  if (startUs !== null && endUs !== null) return { startUs, endUs };
  return minEventUs === null || maxEventUs === null ? null : { startUs: minEventUs, endUs: maxEventUs + 1n };
}
