import { z } from "zod";
import { PreviewBody, RunId, SPINE_BYTES_MAX, type WireCell } from "./preview";

export const PROOF_TIMES = 50;

/** What the proof takes: a preview, and how many of its times are looked at. */
export const ProveBody = PreviewBody.pick({
  features: true,
  spine: true,
  time: true,
  timezone: true,
  knowledge: true,
}).extend({
  times_max: z
    .number()
    .int()
    .min(1)
    .max(PROOF_TIMES)
    .default(PROOF_TIMES)
    .describe("Distinct times to look at."),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
});
export type ProveBody = z.output<typeof ProveBody>;

/** What the page sends; CSV travels beside the body. */
export const ProveAction = z.strictObject({
  project: z.string(),
  run_id: RunId,
  body: ProveBody,
  csv: z.file().max(SPINE_BYTES_MAX, "holds more than 20 MB").nullable(),
});
export type ProveAction = z.input<typeof ProveAction>;
export type ParsedProveAction = z.output<typeof ProveAction>;

export interface ProveResult {
  /** How many distinct times, spine rows and values were compared. */
  time_count: number;
  row_count: number;
  cell_count: number;
  changed_count: number;
  /** The first hundred values that rows of the future change. */
  changed: {
    group: string;
    version: number;
    feature: string;
    type: string;
    masked: boolean;
    /** Number of the spine row, from 0. */
    row: number;
    time: string;
    keys: { name: string; value: WireCell }[];
    value: WireCell;
    without_later: WireCell;
    later: {
      source: string;
      /** Whether the rows are of the key; otherwise any row of the source may have leaked. */
      of_key: boolean;
      count: number;
      masked: boolean;
      columns: { name: string; type: string }[];
      rows: WireCell[][];
    }[];
  }[];
  /** Sources without a time to cut them at. */
  uncut_sources: string[];
}
