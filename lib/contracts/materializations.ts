import { z } from "zod";

const Name = z.string().max(200);
const Time = z.string().trim().max(64, "is too long");

/** What the page asks a run for; times as people write them, without a zone in UTC. */
export const MaterializeAction = z.strictObject({
  project: Name,
  group: Name,
  version: z.int().min(1).nullable(),
  start: Time,
  /** "" = now. */
  end: Time,
  only: z.enum(["missing", "outdated"]).nullable(),
  upstream: z.boolean(),
  downstream: z.boolean(),
});
export type MaterializeAction = z.input<typeof MaterializeAction>;

/** A run that somebody decides about. */
export const RunAction = z.strictObject({ project: Name, id: z.uuid() });
