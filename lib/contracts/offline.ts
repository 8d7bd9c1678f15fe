import { z } from "zod";
import { durationSeconds } from "@/lib/core/model/duration";

/** What rows may be written in, by media type. */
export const ROW_MEDIA_TYPES = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "text/csv": "csv",
  "application/vnd.apache.parquet": "parquet",
} as const;
export type RowMediaType = keyof typeof ROW_MEDIA_TYPES;

/** What rows may be read as in one file. */
export const EXPORT_MEDIA_TYPES = { csv: "text/csv", parquet: "application/vnd.apache.parquet" } as const;

export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

/** Rows of one page of a history. */
export const HISTORY_ROWS_MAX = 1_000;

/** A commit number, or a time with its zone. */
export const AsOfText = z
  .string()
  .max(64, "is too long")
  .regex(
    /^([1-9]\d{0,9}|\d{4}-\d{2}-\d{2}T[0-9:.]{5,18}(Z|[+-]\d{2}:\d{2}))$/,
    "is neither a commit number nor an RFC 3339 time",
  );

/** Values of join keys by name, as text. */
export const KeyValues = z.record(z.string().max(200), z.string().max(2_000));

export const Ttl = z
  .string()
  .refine((text) => durationSeconds(text) !== null, "is not a duration such as 90d");

export const QuarantineAction = z.strictObject({
  project: z.string(),
  group: z.string(),
  id: z.uuid(),
});
