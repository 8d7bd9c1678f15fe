import "server-only";
import { AppError } from "@/lib/core/errors";
import type { ServiceContext } from "../context";
import { type HistoryFilter, historyRequest, keyConditions } from "./read-rows";
import { withPinnedRows } from "./snapshot";
import { authorizeTarget } from "./target";

export interface ExportRowsInput extends HistoryFilter {
  format: "csv" | "parquet";
  /** Relative to the data folder; the caller sends the file and removes it. */
  outputPath: string;
}

const DEADLINE_MS = 10 * 60_000;

/** Rows of a group version as of a commit, as one file. PRECONDITION when nothing had been written by then. */
export async function exportRows(
  ctx: ServiceContext,
  input: ExportRowsInput,
  run: { signal?: AbortSignal },
): Promise<{ commit: number; rows: number; bytes: number }> {
  const target = await authorizeTarget(ctx, "values:read", input);
  const where = keyConditions(target, input.keys);
  const { format, outputPath } = input;
  const done = await withPinnedRows(ctx, target, input.asOf, async (pinned) => {
    const { rowCount, bytes } = await ctx.engine.exportHistory(
      { ...historyRequest(target, pinned, input, where), format, outputPath },
      { runId: ctx.newId(), signal: run.signal, deadlineMs: DEADLINE_MS },
    );
    return { commit: pinned.commit.number, rows: rowCount, bytes };
  });
  if (!done) throw new AppError("PRECONDITION", `Nothing had been written to ${input.group} by then.`);
  return done;
}
