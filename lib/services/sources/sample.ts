import "server-only";
import { seesProtectedValues } from "@/lib/core/access/policy";
import { sourceRelation } from "@/lib/core/definitions/relations";
import { invalid, notFound } from "@/lib/core/errors";
import type { SampleRows } from "@/lib/offline/engine";
import { findSource } from "@/lib/store/object-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

const ROWS_MAX = 100;
const DEADLINE_MS = 20_000;

export interface SourceSample extends Pick<SampleRows, "columns" | "rows" | "rowCount"> {
  /** Values stand behind a policy tag that the reader does not see behind: every cell that holds one is `•••`. */
  isMasked: boolean;
}

/** A few rows of a source, for those who may see values; the same rows each time while the files stay the same. */
export async function sampleSource(
  ctx: ServiceContext,
  input: { project: string; source: string; rows: number },
): Promise<SourceSample> {
  const project = await authorizeProject(ctx, "values:read", input.project);
  const source = await read(ctx, (db) => findSource(db, project.id, input.source));
  if (!source) throw notFound(`Source ${input.source}`);
  const relation = sourceRelation(source.document);
  if (!relation) throw invalid([{ path: "source", message: `holds no files (${source.document.type})` }]);
  const rows = Math.min(Math.max(1, input.rows), ROWS_MAX);
  const sample = await ctx.engine.sampleSource(
    relation,
    { rows, seed: 1 },
    { runId: ctx.newId(), deadlineMs: DEADLINE_MS },
  );
  const keys = source.tags.map((tag) => tag.split(":")[0]?.trim() ?? tag);
  const isMasked = !seesProtectedValues(ctx.actor.rights, project.id, keys);
  return {
    isMasked,
    columns: sample.columns,
    rowCount: sample.rowCount,
    rows: isMasked
      ? sample.rows.map((row) => row.map((cell) => (cell === null ? null : "•••")))
      : sample.rows,
  };
}
