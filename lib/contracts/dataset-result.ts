import { z } from "zod";
import type { DatasetCertificate } from "@/lib/core/datasets/certificate";
import { DATASET_KNOWLEDGE } from "./datasets";

const Rows = z.int().min(0);
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

export const GroupCoverage = z
  .object({
    name: z.string(),
    features: z.array(
      z.object({
        output: z.string(),
        counts: z.object({
          PRESENT: Rows,
          NULL_VALUE: Rows,
          NOT_FOUND: Rows,
          OUTSIDE_MAX_AGE: Rows,
        }),
        isComputed: z.boolean().optional().describe("Computed on demand: it is there or null."),
      }),
    ),
    not_found: z
      .object({
        without_key_or_time: Rows.describe("The spine row has no key or no time."),
        ended: Rows.describe("Its entity was deleted by then, or its row had stopped being valid."),
        too_early: Rows.describe("Nothing of its key counts yet."),
        never_seen: Rows.describe("Its key has no row at any time."),
      })
      .describe("Why rows found nothing; together as many as NOT_FOUND."),
  })
  .meta({ id: "GroupCoverage" });
export type GroupCoverage = z.output<typeof GroupCoverage>;

const Dropped = z
  .object({
    before_since: Rows,
    between_splits: Rows,
    not_sampled: Rows,
    not_mature: Rows.describe("Their label is not known yet."),
  })
  .describe("Spine rows that were left out, by the first reason that applies.");

const Warning = z.object({
  group: z.string().nullable(),
  code: z.string(),
  count: Rows,
  message: z.string(),
});

const Column = z.object({
  name: z.string(),
  type: z.string(),
  role: z.enum(["key", "time", "extra", "feature"]),
  group: z.string().nullable().describe("The group, or its role, that a feature comes from."),
});

/** What a dry run tells. */
export const CoverageAnswer = z
  .object({
    row_count: Rows,
    dropped: Dropped,
    coverage: z.array(GroupCoverage),
    warnings: z.array(Warning),
    columns: z.array(Column),
  })
  .meta({ id: "DatasetCoverage" });
export type CoverageAnswer = z.output<typeof CoverageAnswer>;

/** What a built dataset tells about itself. */
export const DatasetResult = z
  .object({
    ...CoverageAnswer.shape,
    statistics: z.array(
      z.object({
        part: z.string().nullable().describe("Part of the split; null without one."),
        row_count: Rows,
        columns: z.array(
          z.object({
            column: z.string(),
            nulls: Rows,
            mean: z.string().nullable(),
            min: z.string().nullable(),
            max: z.string().nullable(),
          }),
        ),
      }),
    ),
    restricted: z.array(z.string()).describe("Columns whose values only stewards see."),
    timing_ms: z.array(z.object({ phase: z.string(), ms: z.number() })),
    sql: z.string(),
    explanation: z.array(z.string()),
  })
  .meta({ id: "DatasetResult" });
export type DatasetResult = z.output<typeof DatasetResult>;

export const Certificate = z
  .object({
    format: z.literal(1),
    spine: z.object({ sha256: Digest, bytes: Rows }),
    groups: z.array(
      z.object({
        name: z.string(),
        group: z.string(),
        version: z.int(),
        digest: z.string(),
        commit: z.int().nullable().describe("Of the offline store; null where rows come from files."),
      }),
    ),
    inputs: z.array(z.object({ kind: z.literal("file"), path: z.string(), bytes: Rows, sha256: Digest })),
    knowledge: z.object({ mode: z.enum(DATASET_KNOWLEDGE), cutoff: z.string().nullable() }),
    engine: z.string(),
    plan_digest: Digest,
    row_count: Rows,
    checksum: Digest.describe("Over the values in their order, whatever the format of the files."),
    files: z.array(z.object({ path: z.string(), row_count: Rows, bytes: Rows, sha256: Digest })),
  })
  .meta({ id: "DatasetCertificate" }) satisfies z.ZodType<DatasetCertificate>;

const Change = z.object({
  what: z.string(),
  was: z.string().nullable(),
  is: z.string().nullable().describe("Null = it is gone."),
});

/** What a verification found. */
export const CheckResult = z
  .object({
    verdict: z.enum(["equal", "inputs_changed", "different"]),
    changes: z.array(Change).describe("Inputs that are others now."),
    results: z.array(Change).describe("What came out otherwise."),
    message: z.string().nullable().describe("Why the dataset could not be built again, if so."),
  })
  .meta({ id: "DatasetCheckResult" });
export type CheckResult = z.output<typeof CheckResult>;
