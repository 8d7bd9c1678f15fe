import "server-only";
import { type PreviewBody, SPINE_BYTES_MAX } from "@/lib/contracts/preview";
import { sourceRelation } from "@/lib/core/definitions/relations";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { AppError, invalid } from "@/lib/core/errors";
import type { SpineRequest } from "@/lib/core/pit/plan";
import { readCsv } from "@/lib/interop/csv/read";
import type { PreviewGroup } from "./groups";

/** The spine of a preview: given columns, CSV text, or rows drawn from a source. */
export function requestSpine(
  { spine, time, timezone }: Pick<PreviewBody, "spine" | "time" | "timezone">,
  groups: readonly PreviewGroup[],
  documents: DefinitionSet,
): SpineRequest {
  if ("columns" in spine) {
    const columns = Object.entries(spine.columns).map(([name, values]) => ({ name, values }));
    return { kind: "rows", columns, encoding: "json", time, timezone };
  }
  if ("csv" in spine) {
    if (Buffer.byteLength(spine.csv) > SPINE_BYTES_MAX) {
      throw new AppError("LIMIT", "The spine may hold at most 20 MB of CSV.", {
        problems: [{ path: "spine", message: "holds more than 20 MB" }],
      });
    }
    const read = readCsv(spine.csv);
    if (!read.ok) throw invalid(read.problems);
    return { kind: "rows", columns: read.columns, encoding: "text", time, timezone };
  }
  const document = documents.sources.get(spine.source);
  const relation = document && sourceRelation(document);
  if (!document || !relation) {
    const message = document ? `${spine.source} holds no files` : `there is no source ${spine.source}`;
    throw invalid([{ path: "spine.source", message }]);
  }
  const keep = new Set(spine.keep);
  for (const { request } of groups)
    for (const key of request.entityKeys) keep.delete(request.keyMap?.[key.name] ?? key.name);
  return {
    kind: "sample",
    source: relation,
    sourceColumns: document.columns ?? [],
    time,
    keep: [...keep],
    rows: spine.sample,
    seed: spine.seed,
  };
}
