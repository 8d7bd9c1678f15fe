import "server-only";
import type { z } from "zod";
import type { CommitItem, HistoryItem, QuarantineItem } from "@/lib/contracts/api/offline";
import { AsOfText, IDEMPOTENCY_KEY_LENGTH_MAX, KeyValues, ROW_MEDIA_TYPES } from "@/lib/contracts/offline";
import { invalid } from "@/lib/core/errors";
import { formatInstant, parseInstant } from "@/lib/core/time/instant";
import type { HistoryPlace, RowFormat } from "@/lib/offline/stored";
import type { ServiceContext } from "@/lib/services/context";
import type { HistoryFilter, HistoryPage } from "@/lib/services/offline/read-rows";
import type { AsOf } from "@/lib/services/offline/snapshot";
import { readCursor, writeCursor } from "@/lib/store/cursor";
import type { CommitRow } from "@/lib/store/offline-commits";
import type { QuarantineRow } from "@/lib/store/offline-quarantine";
import { instantOrNull, instantText } from "./instant";

const ORDER = "history";

export function commitWire(row: CommitRow): z.input<typeof CommitItem> {
  return {
    number: row.number,
    kind: row.kind,
    at: instantText(row.at),
    rows: Number(row.rows),
    total_rows: Number(row.totalRows),
    buckets: row.buckets,
    min_event: micros(row.minEventUs),
    max_event: micros(row.maxEventUs),
    start: micros(row.startUs),
    end: micros(row.endUs),
    before: micros(row.beforeUs),
    definition_digest: row.definitionDigest,
    checksum: row.checksum,
    written_by: row.writtenBy,
    message: row.message,
  };
}

export function quarantineWire(row: QuarantineRow): z.input<typeof QuarantineItem> {
  return {
    id: row.id,
    at: instantText(row.at),
    rows: Number(row.rows),
    status: row.status,
    problems: row.problems,
    commit: row.commit,
    written_by: row.writtenBy,
    message: row.message,
    closed_at: instantOrNull(row.closedAt),
    closed_by: row.closedBy,
    replay_commit: row.replayCommit,
  };
}

export function historyWire(ctx: ServiceContext, page: HistoryPage): z.input<typeof HistoryItem> {
  const { version, commit, columns, rows, next, removedBeforeUs } = page;
  return {
    version,
    commit: commit?.number ?? null,
    columns,
    rows,
    removed_before: micros(removedBeforeUs),
    next: next && writePlace(ctx, next),
  };
}

/** Where a page of a history starts, as a signed cursor. */
export function writePlace(ctx: ServiceContext, { eventUs, seq }: HistoryPlace): string {
  return writeCursor({ order: ORDER, value: String(eventUs), id: String(seq) }, ctx.cursorKey);
}

export function readPlace(ctx: ServiceContext, cursor: string | undefined): HistoryPlace | null {
  if (cursor === undefined) return null;
  const { value, id } = readCursor(cursor, ORDER, ctx.cursorKey);
  return { eventUs: BigInt(value ?? 0), seq: BigInt(id) };
}

interface HistoryQuery {
  version?: number | undefined;
  as_of?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  keys?: string | undefined;
}

/** What a query asks of the rows of a group. @throws INVALID naming the field. */
export function historyFilter(
  params: { project: string; group: string },
  { version, as_of, since, until, keys }: HistoryQuery,
): HistoryFilter {
  return {
    ...params,
    version: version ?? null,
    asOf: asOfFrom(as_of),
    sinceUs: microsFrom("since", since),
    untilUs: microsFrom("until", until),
    keys: keys === undefined ? {} : keysFrom(keys),
  };
}

/** A commit number, or an RFC 3339 time. @throws INVALID naming `as_of`. */
function asOfFrom(text: string | undefined): AsOf {
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return { commit: Number(text) };
  const time = new Date(text);
  if (AsOfText.safeParse(text).success && time.getTime() >= 0) return { time };
  throw invalid([{ path: "as_of", message: "is neither", expected: "a commit number, or an RFC 3339 time" }]);
}

/** A time as people write it: without a zone it is UTC. What is none stays as it is, to be refused by name. */
export function writtenTime(text: string): string | undefined {
  if (text === "") return undefined;
  const parsed = parseInstant(text, "UTC");
  return parsed.ok ? formatInstant(parsed.instant) : text;
}

/** A time with its zone in microseconds. */
export function microsFrom(path: string, text: string | undefined): bigint | null {
  if (text === undefined) return null;
  const parsed = parseInstant(text, null);
  if (!parsed.ok) throw invalid([{ path, message: parsed.message, expected: "an RFC 3339 time" }]);
  return parsed.instant;
}

function keysFrom(text: string): Record<string, string> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below, with everything else that is no object of text.
  }
  const parsed = KeyValues.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid([{ path: "keys", message: "is not a JSON object of text", expected: '{"origin": "ATL"}' }]);
}

/** What a body of rows is written in, by its content type. */
export function rowFormatOf(request: Request): RowFormat {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const format = Object.entries(ROW_MEDIA_TYPES).find(([known]) => known === type)?.[1];
  if (format) return format;
  throw invalid([
    {
      path: "",
      message: "The content type names no format of rows",
      expected: Object.keys(ROW_MEDIA_TYPES).join(", "),
    },
  ]);
}

export function idempotencyKeyOf(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (key !== "" && key.length <= IDEMPOTENCY_KEY_LENGTH_MAX && /^[\x20-\x7e]+$/.test(key)) return key;
  throw invalid([
    {
      path: "Idempotency-Key",
      message: "is no key",
      expected: `1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} printable ASCII characters`,
    },
  ]);
}

function micros(instant: bigint | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
