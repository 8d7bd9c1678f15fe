import "server-only";
import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { computationFor, type Materializable } from "@/lib/core/materialization/computation";
import { loadDocuments } from "@/lib/store/documents";
import type { ServiceContext } from "../context";
import type { OfflineTarget } from "../offline/target";
import { loadPinned } from "../preview/pinned";

/** How a group version would be computed now, or why it cannot be. */
export type TargetComputation = { documents: DefinitionSet } & (
  | ({ ok: true; digest: string } & Materializable)
  | { ok: false; reason: string }
);

export async function targetComputation(
  { store }: ServiceContext,
  { projectId, group, version }: OfflineTarget,
): Promise<TargetComputation> {
  return await store.read(null, async (db) => {
    const documents = await loadDocuments(db, projectId);
    const pinned = await loadPinned(db, projectId, version.document, documents);
    const outcome = computationFor(version, group.entity.joinKeys, { documents, pinned });
    if (!outcome.ok) return { ...outcome, documents };
    return { ...outcome, documents, digest: digestOf(outcome.computation, version.digest) };
  });
}

/** Of everything that decides about the rows: the version, and the definitions of all that it reads. */
function digestOf(computation: Materializable["computation"], version: string): string {
  const plain = JSON.parse(
    JSON.stringify({ version, computation }, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
  );
  return createHash("sha256").update(canonicalJson(plain)).digest("hex");
}
