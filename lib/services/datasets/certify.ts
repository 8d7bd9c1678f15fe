import "server-only";
import { createHash } from "node:crypto";
import { type DatasetCertificate, planText } from "@/lib/core/datasets/certificate";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { WrittenPit } from "@/lib/offline/engine";

/** The certificate of what was written. */
export function certify(
  plan: PitPlan,
  { groups, knowledge }: Pick<DatasetCertificate, "groups" | "knowledge">,
  written: WrittenPit,
): DatasetCertificate {
  const { spine, checksum } = written;
  if (!spine || checksum === null) throw new Error("only what was written is certified");
  const inputs = written.sourceFiles.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
  return {
    format: 1,
    spine: { sha256: spine.sha256, bytes: spine.bytes },
    groups: [...groups],
    inputs: inputs
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map((input) => ({ kind: "file" as const, ...input })),
    knowledge,
    engine: written.engine,
    plan_digest: createHash("sha256").update(planText(plan)).digest("hex"),
    row_count: written.rowCount,
    checksum,
    files: written.files.map(({ path, rowCount, bytes, sha256 }) => ({
      path,
      row_count: rowCount,
      bytes,
      sha256,
    })),
  };
}
