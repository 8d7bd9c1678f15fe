import "server-only";
import { DuckDBInstance } from "@duckdb/node-api";
import { parseValueType, type ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { ReferenceAnswer } from "@/lib/core/pit/reference";
import type { RowState } from "@/lib/core/pit/status";
import { portableSql } from "../portable";
import { microsOf, readAll, toCell } from "./convert";
import { quoteName, quoteTexts } from "./quote";

const STATES: readonly RowState[] = ["FOUND", "NOT_FOUND", "OUTSIDE_MAX_AGE", "DELETED", "ENDED"];

/**
 * Runs the portable form of a plan over tables as it assumes them, in an engine of its own.
 *
 * @param sources Parquet files by source, in the order in which they were written.
 * @returns one list of answers per group, in the reference's shape.
 */
export async function portableAnswers(
  plan: PitPlan,
  sources: Record<string, string[]>,
): Promise<ReferenceAnswer[][]> {
  const sql = portableSql(plan);
  if (sql === null || plan.spine.kind !== "rows") throw new Error("cannot be printed");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    for (const [name, files] of Object.entries(sources)) {
      await connection.run(
        `CREATE TABLE ${quoteName(name)} AS SELECT *, row_number() OVER (ORDER BY file_index, file_row_number) AS "__row"
         FROM (SELECT *, file_index, file_row_number FROM read_parquet(${quoteTexts(files)}))`,
      );
    }
    const columns = plan.spine.columns.map(
      ({ name, type }) => `${quoteName(name)} ${TYPES[type] ?? "VARCHAR"}`,
    );
    await connection.run(`CREATE TABLE "__spine" ("__id" BIGINT, ${columns.join(", ")})`);
    const { values, rowCount } = plan.spine;
    for (let row = 0; row < rowCount; row++) {
      const cells = values.map((column) => column[row] ?? null);
      const places = cells.map((_, i) => `$${i + 2}`);
      await connection.run(`INSERT INTO "__spine" VALUES ($1, ${places.join(", ")})`, [
        row,
        ...cells.map((cell) => (cell === null ? null : String(cell))),
      ]);
    }
    const rows = await readAll(connection, sql);
    const spine = plan.spine;
    const times = spine.values[spine.columns.findIndex(({ role }) => role === "time")] ?? [];
    return readGroups(plan, rows, times);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const TYPES: Record<string, string> = { int64: "BIGINT", timestamp: "TIMESTAMPTZ", bool: "BOOLEAN" };
const TIME: ValueType = { kind: "timestamp" };

function readGroups(
  plan: PitPlan,
  rows: Awaited<ReturnType<typeof readAll>>,
  times: Cell[],
): ReferenceAnswer[][] {
  let start = plan.spine.columns.length;
  return plan.groups.map((group) => {
    const isPerFeature = group.nulls === "latest_non_null";
    const told = 4 * (isPerFeature ? group.features.length + 1 : 1);
    const from = start;
    start += told + group.features.length;
    return rows.map((values, row) => {
      const source = (at: number) => {
        const [event = null, created = null, ended = null] = values
          .slice(at + 1, at + 4)
          .map((value) => toCell(value, TIME));
        const state = STATES.find((known) => known === values[at]);
        if (!state) throw new Error(`unknown state ${String(values[at])}`);
        const time = times[row];
        return {
          state,
          eventTime: textOf(event),
          createdTime: textOf(created),
          ageMs: event === null ? null : Number(microsOf(String(time)) - microsOf(String(event))) / 1000,
          ...(ended === null ? {} : { endedAt: String(ended) }),
        };
      };
      return {
        ...source(from),
        ...(isPerFeature ? { features: group.features.map((_, i) => source(from + 4 * (i + 1))) } : {}),
        values: group.features.map((feature, i) =>
          toCell(values[from + told + i] ?? null, parseValueType(feature.type) ?? { kind: "string" }),
        ),
      };
    });
  });
}

function textOf(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}
