import "server-only";
import { stat } from "node:fs/promises";
import { AppError, invalid } from "@/lib/core/errors";
import { formatValueType } from "@/lib/core/model/value-type";
import { parseInstant } from "@/lib/core/time/instant";
import type { SpineDraft, WrittenSpine } from "../../dataset-engine";
import { readAll } from "../convert";
import { quoteName, quoteText } from "../quote";
import { type Bound, bindRelation, Catalog } from "./bind";
import { publishFile } from "./keep-files";
import type { Run } from "./run";
import { drawnRows } from "./sample";

const ROWS_MAX = 100_000_000;

/** Writes a draft's rows to `temporary`, and makes that the file `target` once it is complete. */
export async function writeSpine(
  run: Run,
  draft: SpineDraft,
  temporary: string,
  target: string,
): Promise<Omit<WrittenSpine, "traceparent" | "spans">> {
  const relation = draft.kind === "select" ? draft.relation : draft.source;
  const bound = await run.step("reading the source", () =>
    bindRelation(run, new Catalog(), relation, "spine").catch((error: unknown) => {
      throw named(error);
    }),
  );
  const names = columnsOf(draft, bound);
  const list = names.map(quoteName);
  const rest = list.filter((name) => name !== quoteName(draft.time));
  const sql = `SELECT ${list.join(", ")} FROM (${await rowsSql(run, draft, bound)}) ORDER BY ${[quoteName(draft.time), ...rest].map((name) => `${name} NULLS LAST`).join(", ")}`;
  await run.step("writing the spine", async () => {
    await run.execute(
      `COPY (${sql}) TO ${quoteText(temporary)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    );
  });
  const [[count = 0] = []] = await readAll(
    run.connection,
    `SELECT num_rows FROM parquet_file_metadata(${quoteText(temporary)})`,
  );
  await publishFile(temporary, target);
  const types = new Map(bound.columns.map(({ name, type }) => [name, formatValueType(type)]));
  const { size } = await stat(target);
  return {
    columns: names.map((name) => ({ name, type: types.get(name) ?? "timestamp" })),
    rowCount: Number(count),
    bytes: size,
  };
}

function columnsOf(draft: SpineDraft, bound: Bound): string[] {
  const known = bound.columns.map((column) => column.name);
  if (draft.kind === "select") return known;
  const wanted = draft.kind === "grid" ? draft.keys : [...new Set([draft.time, ...draft.columns])];
  const missing = wanted.filter((name) => !known.includes(name));
  if (missing.length > 0) {
    throw invalid(
      missing.map((name) => ({
        path: `spine.${name}`,
        message: `${draft.source.name} has no column ${name}`,
        expected: known.join(", "),
      })),
    );
  }
  return draft.kind === "grid" ? [...draft.keys, draft.time] : wanted;
}

async function rowsSql(run: Run, draft: SpineDraft, bound: Bound): Promise<string> {
  if (draft.kind === "select") return `SELECT * FROM ${quoteName(bound.relation)}`;
  if (draft.kind === "sample") return drawnRows(bound, draft);
  const keys = draft.keys.map(quoteName);
  const distinct = `SELECT DISTINCT ${keys.join(", ")} FROM ${quoteName(bound.relation)} WHERE ${keys.map((key) => `${key} IS NOT NULL`).join(" AND ")}`;
  const [start, end, step] = [
    microsOf(draft.start),
    microsOf(draft.end),
    BigInt(draft.stepSeconds) * 1_000_000n,
  ];
  const ticks = end > start ? (end - start + step - 1n) / step : 0n;
  const [[keyCount = 0] = []] = await readAll(run.connection, `SELECT count(*) FROM (${distinct})`);
  const rows = Number(ticks) * Number(keyCount);
  if (rows > ROWS_MAX) {
    throw invalid([
      {
        path: "spine",
        message: `${keyCount} keys at ${ticks} times are ${rows} rows; at most ${ROWS_MAX} are made`,
      },
    ]);
  }
  return `SELECT ${keys.join(", ")}, make_timestamptz(${start} + i * ${step}) AS ${quoteName(draft.time)} FROM (${distinct}), range(0, ${ticks}) AS ticks(i)`;
}

function microsOf(text: string): bigint {
  const parsed = parseInstant(text, null);
  if (!parsed.ok) throw invalid([{ path: "spine", message: parsed.message }]);
  return parsed.instant;
}

/** A person wrote this SELECT as a spine, not as a group's transform. */
function named(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== "INVALID") return error;
  const problems = error.problems.map((problem) =>
    problem.path === "spine.transform" ? { ...problem, path: "spine.sql" } : problem,
  );
  return new AppError("INVALID", invalid(problems).message, { problems, cause: error.cause });
}
