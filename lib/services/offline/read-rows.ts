import "server-only";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import { typeValues } from "@/lib/core/pit/spine-values";
import type { HistoryPlace, HistoryRequest, HistoryRows } from "@/lib/offline/stored";
import type { CommitRow } from "@/lib/store/offline-commits";
import type { ServiceContext } from "../context";
import { type AsOf, type PinnedRows, withPinnedRows } from "./snapshot";
import { authorizeTarget, type OfflineTarget, type TargetInput } from "./target";

export interface HistoryFilter extends TargetInput {
  asOf: AsOf;
  /** Values of join keys, as text, by name. */
  keys: Readonly<Record<string, string>>;
  /** Event times, [since, until), microseconds. */
  sinceUs: bigint | null;
  untilUs: bigint | null;
}

export interface ReadRowsInput extends HistoryFilter {
  after: HistoryPlace | null;
  limit: number;
}

/** One page of the rows of a commit. */
export interface HistoryPage {
  version: number;
  /** `null` = nothing had been written by then. */
  commit: CommitRow | null;
  columns: (TypedColumn & { role: string; masked: boolean })[];
  rows: Cell[][];
  next: HistoryPlace | null;
  removedBeforeUs: bigint | null;
}

const DEADLINE_MS = 60_000;

/** Rows of a group version as of a commit, without a spine: newest event first. */
export async function readRows(ctx: ServiceContext, input: ReadRowsInput): Promise<HistoryPage> {
  const target = await authorizeTarget(ctx, "values:read", input);
  const where = keyConditions(target, input.keys);
  const page = await withPinnedRows(ctx, target, input.asOf, async (pinned) => {
    const rows = await ctx.engine.readHistory(
      { ...historyRequest(target, pinned, input, where), after: input.after, rowsMax: input.limit },
      { runId: ctx.newId(), deadlineMs: DEADLINE_MS },
    );
    return pageOf(target, pinned, rows);
  });
  return page ?? emptyPage(target);
}

/** What the engine is asked, with protected values masked. */
export function historyRequest(
  { schema, masked }: OfflineTarget,
  { relation }: PinnedRows,
  { sinceUs, untilUs }: HistoryFilter,
  where: HistoryRequest["where"],
): HistoryRequest {
  return { relation, eventTime: schema.eventTime, masked, where, sinceUs, untilUs };
}

/** @throws INVALID naming keys that the entity does not have, and values that are none of the key's type. */
export function keyConditions(
  { schema }: OfflineTarget,
  keys: Readonly<Record<string, string>>,
): HistoryRequest["where"] {
  const problems: FieldProblem[] = [];
  const known = schema.columns.filter(({ role }) => role === "key");
  const where = Object.entries(keys).map(([name, text]) => {
    const key = known.find((column) => column.name === name);
    if (!key) {
      const expected = known.map((column) => column.name).join(", ");
      problems.push({ path: `keys.${name}`, message: `${schema.group} has no join key ${name}`, expected });
      return { name, type: "string", value: null };
    }
    // An empty text is a key too, as text; for other types typeValues says what it is not.
    const { cells, problems: wrong } = typeValues(
      [text],
      key.type,
      key.type === "string" ? "json" : "text",
      "UTC",
    );
    for (const { message } of wrong) problems.push({ path: `keys.${name}`, message, expected: key.type });
    return { name, type: key.type, value: cells[0] ?? null };
  });
  if (problems.length > 0) throw invalid(problems);
  return where;
}

function pageOf(
  target: OfflineTarget,
  pinned: PinnedRows,
  { columns, rows, next }: HistoryRows,
): HistoryPage {
  const declared = new Map(target.schema.columns.map((column) => [column.name, column]));
  return {
    version: target.version.number,
    commit: pinned.commit,
    columns: columns.map(({ name, type }) => ({
      name,
      type: declared.get(name)?.type ?? type,
      role: declared.get(name)?.role ?? "system",
      masked: target.masked.includes(name),
    })),
    rows,
    next,
    removedBeforeUs: pinned.removedBeforeUs,
  };
}

function emptyPage({ schema, version, masked }: OfflineTarget): HistoryPage {
  return {
    version: version.number,
    commit: null,
    columns: schema.columns.map(({ name, type, role }) => ({
      name,
      type,
      role,
      masked: masked.includes(name),
    })),
    rows: [],
    next: null,
    removedBeforeUs: null,
  };
}
