import { z } from "zod";
import { COMMIT_KINDS } from "@/lib/core/offline/history";
import type { Cell } from "@/lib/core/pit/cell";
import {
  AsOfText,
  EXPORT_MEDIA_TYPES,
  HISTORY_ROWS_MAX,
  ROW_MEDIA_TYPES,
  type RowMediaType,
  Ttl,
} from "../offline";
import { FileContent, operation } from "./operation";
import { GroupPath } from "./paths";
import { At, Cursor, Instant, LIST_LIMIT, Limit, ObjectName, pageOf, VersionNumber } from "./values";

const Rows = z.int().min(0);
const Version = VersionNumber.optional().describe("The group's version; the latest without it.");
const Moment = z.iso.datetime({ offset: true, error: "is not an RFC 3339 time with its zone" });

const RowProblemItem = z
  .object({
    row: z.int().min(1).describe("In the order of what was sent, from 1."),
    column: z.string().describe("A column, or the rule that is broken."),
    value: z.string().nullable(),
    message: z.string(),
    expected: z.string(),
  })
  .meta({ id: "RowProblem" });

export const WrittenRowsItem = z
  .object({
    version: z.int().min(1),
    commit: z.int().min(1).nullable().describe("null: no row was right, so nothing was written."),
    rows: Rows,
    quarantined: Rows.describe("Rows that were set aside."),
    quarantine_id: z.uuid().nullable(),
    problems: z.array(RowProblemItem).describe("The first 20 of the rows that were set aside."),
  })
  .meta({ id: "WrittenRows" });

// Described as JSON; CSV, newline-delimited JSON and Parquet carry the same columns.
const RowsBody = z.array(z.record(z.string(), z.unknown())).meta({
  id: "Rows",
  description:
    "Rows by column name: join keys, event time, created time, features. 64-bit integers beyond 2^53 and decimals come as text, times as RFC 3339 with their zone.",
  examples: [
    [{ origin: "ATL", departed_at: "2026-06-01T12:00:00Z", known_at: null, delay: 12.5, seats: 180 }],
  ],
});

// Safe: the keys of a constant are its media types.
const MEDIA_TYPES = Object.keys(ROW_MEDIA_TYPES) as RowMediaType[];

export const writeRowsOperation = operation({
  id: "writeRows",
  tag: "data",
  method: "POST",
  path: "/projects/{project}/groups/{group}/rows",
  summary: "Writes rows to a group: all of them or none; takes an Idempotency-Key",
  params: GroupPath,
  query: z.strictObject({
    version: Version,
    quarantine: z
      .enum(["true", "false"], "is true or false")
      .optional()
      .describe("Sets rows aside that do not fit, instead of refusing all."),
    message: z.string().max(500, "is too long").optional(),
    start: Moment.optional().describe("With `end`: these are all rows with event times in [start, end)."),
    end: Moment.optional(),
  }),
  body: RowsBody,
  bodyMediaTypes: MEDIA_TYPES,
  response: WrittenRowsItem,
});

const historyQuery = {
  at: At,
  version: Version,
  as_of: AsOfText.optional().describe("A commit number, or a time: the rows as they were then."),
  since: Moment.optional().describe("Event times from here on."),
  until: Moment.optional().describe("Event times before this."),
  keys: z
    .string()
    .max(4_000, "is too long")
    .optional()
    .describe('Values of join keys as a JSON object of text: {"origin": "ATL"}.'),
};

// Safe: a cell is JSON, and nobody but us makes one; describing its recursion would tell a reader nothing.
const CellItem = z
  .unknown()
  .describe(
    "Lossless: 64-bit integers, decimals and times as text; NaN and infinities as words.",
  ) as z.ZodType<Cell>;

export const HistoryItem = z
  .object({
    version: z.int().min(1),
    commit: z.int().min(1).nullable().describe("null: nothing had been written."),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        role: z.string().describe("key, event_time, created_time, tombstone, feature or system."),
        masked: z.boolean().describe("Values are masked: the feature carries a policy tag."),
      }),
    ),
    rows: z
      .array(z.array(CellItem))
      .describe("Newest event first; among equal times the last written first."),
    removed_before: Instant.nullable().describe(
      "Retention has dropped rows of this commit before this time.",
    ),
    next: z.string().nullable().describe("The cursor of the next page; null on the last."),
  })
  .meta({ id: "History" });

export const readRowsOperation = operation({
  id: "readRows",
  tag: "data",
  method: "GET",
  path: "/projects/{project}/groups/{group}/rows",
  summary: "Rows of a group as of a commit or a time, without a spine",
  params: GroupPath,
  query: z.strictObject({
    ...historyQuery,
    limit: z.coerce
      .number("is not a number")
      .int("is not a whole number")
      .min(1, "is at least 1")
      .max(HISTORY_ROWS_MAX, `is at most ${HISTORY_ROWS_MAX}`)
      .default(LIST_LIMIT),
    cursor: Cursor,
  }),
  response: HistoryItem,
});

export const exportRowsOperation = operation({
  id: "exportRows",
  tag: "data",
  method: "GET",
  path: "/projects/{project}/groups/{group}/rows/file",
  summary: "All rows of a group as of a commit or a time, as one file, oldest event first",
  params: GroupPath,
  query: z.strictObject({
    ...historyQuery,
    format: z.enum(["csv", "parquet"], "is csv or parquet").default("parquet"),
  }),
  response: FileContent,
  responseMediaTypes: Object.values(EXPORT_MEDIA_TYPES),
});

export const CommitItem = z
  .object({
    number: z.int().min(1),
    kind: z.enum(COMMIT_KINDS),
    at: Instant,
    rows: Rows.describe("Written by it."),
    total_rows: Rows.describe("Live at it."),
    buckets: z.int().min(1),
    min_event: Instant.nullable(),
    max_event: Instant.nullable(),
    start: Instant.nullable().describe("With `end`: the interval that the writer declared to be complete."),
    end: Instant.nullable(),
    before: Instant.nullable().describe("With retain: rows before this are gone."),
    definition_digest: z.string().describe("Of the group version."),
    checksum: z.string().describe("SHA-256 over this commit's files and its parent's checksum."),
    written_by: z.string(),
    message: z.string().nullable(),
  })
  .meta({ id: "Commit" });

export const listCommitsOperation = operation({
  id: "listCommits",
  tag: "data",
  method: "GET",
  path: "/projects/{project}/groups/{group}/commits",
  summary: "What was written to a group, newest first",
  params: GroupPath,
  query: z.strictObject({ at: At, version: Version, limit: Limit, cursor: Cursor }),
  response: pageOf("CommitPage", CommitItem),
});

const rewrittenShape = {
  commit: z.int().min(1).nullable().describe("null: there was nothing to do."),
  files_removed: Rows,
  files_added: Rows,
  rows_dropped: Rows,
  files_deleted: Rows.describe("Files that left the disk; those that a reader or dataset holds stay."),
  bytes_deleted: Rows,
};

export const compactRowsOperation = operation({
  id: "compactRows",
  tag: "data",
  method: "POST",
  path: "/projects/{project}/groups/{group}/compactions",
  summary: "Writes a group's rows into fewer files; no reader notices",
  params: GroupPath,
  body: z.strictObject({ version: Version }).meta({ id: "CompactBody", examples: [{}] }),
  response: z.object(rewrittenShape).meta({ id: "Compacted" }),
});

export const retainRowsOperation = operation({
  id: "retainRows",
  tag: "data",
  method: "POST",
  path: "/projects/{project}/groups/{group}/retentions",
  summary: "Drops rows with an event time before a moment; with dry_run says what would go",
  params: GroupPath,
  body: z
    .strictObject({
      version: Version,
      before: Moment.optional().describe("Either this or `ttl`."),
      ttl: Ttl.optional().describe("A duration such as 90d, counted back from now."),
      dry_run: z.boolean().default(false),
    })
    .refine(({ before, ttl }) => (before === undefined) !== (ttl === undefined), {
      path: ["before"],
      message: "give before or ttl, one of the two",
    })
    .meta({ id: "RetainBody", examples: [{ ttl: "90d", dry_run: true }] }),
  response: z.object({ ...rewrittenShape, dry_run: z.boolean() }).meta({ id: "Retained" }),
});

export const QuarantineItem = z
  .object({
    id: z.uuid(),
    at: Instant,
    rows: Rows,
    status: z.enum(["open", "replayed", "discarded"]),
    problems: z.array(RowProblemItem).describe("The first 20."),
    commit: z.int().min(1).nullable().describe("Of the rows of the same write that were right."),
    written_by: z.string(),
    message: z.string().nullable(),
    closed_at: Instant.nullable(),
    closed_by: z.string().nullable(),
    replay_commit: z.int().min(1).nullable(),
  })
  .meta({ id: "Quarantine" });

export const listQuarantineOperation = operation({
  id: "listQuarantine",
  tag: "data",
  method: "GET",
  path: "/projects/{project}/groups/{group}/quarantine",
  summary: "Rows that were set aside, write by write, newest first",
  params: GroupPath,
  query: z.strictObject({ at: At, version: Version, limit: Limit, cursor: Cursor }),
  response: pageOf("QuarantinePage", QuarantineItem),
});

const QuarantinePath = z.strictObject({ project: ObjectName, group: ObjectName, id: z.uuid("is not an id") });

export const replayQuarantineOperation = operation({
  id: "replayQuarantine",
  tag: "data",
  method: "POST",
  path: "/projects/{project}/groups/{group}/quarantine/{id}/replay",
  summary: "Writes rows again that were set aside; what still does not fit is set aside anew",
  params: QuarantinePath,
  body: z.strictObject({ version: Version }).meta({ id: "ReplayBody", examples: [{}] }),
  response: WrittenRowsItem,
});

export const discardQuarantineOperation = operation({
  id: "discardQuarantine",
  tag: "data",
  method: "DELETE",
  path: "/projects/{project}/groups/{group}/quarantine/{id}",
  summary: "Gives rows up that were set aside",
  params: QuarantinePath,
  response: z.void(),
  status: 204,
});
