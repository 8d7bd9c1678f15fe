import { z } from "zod";
import { LIFECYCLES } from "../core/model/definitions";

const NOTE_LENGTH_MAX = 1_000;

/** Moves a group through its lifecycle. */
export const SetLifecycleInput = z.strictObject({
  project: z.string().max(200),
  group: z.string().max(200),
  lifecycle: z.enum(LIFECYCLES),
  note: z
    .string()
    .max(NOTE_LENGTH_MAX, `may hold at most ${NOTE_LENGTH_MAX} characters`)
    .transform((text) => text.trim() || null)
    .nullable(),
  from: z.enum(LIFECYCLES),
});
export type SetLifecycleInput = z.input<typeof SetLifecycleInput>;
