import "server-only";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import type { Relation } from "@/lib/core/pit/relation";
import { statusOf } from "@/lib/core/pit/status";
import type { Strategy } from "@/lib/core/pit/strategy";
import { filesRelation, givenSpine, groupOf, type PitUnderTest, planOf } from "./pit-under-test";

export const KEY: TypedColumn = { name: "k", type: "string" };
export const VALUE: TypedColumn = { name: "v", type: "int64" };
export const COLUMNS = [
  KEY,
  { name: "event", type: "timestamp" },
  { name: "created", type: "timestamp" },
  VALUE,
];
export const SPINE = [
  { ...KEY, role: "key" as const },
  { name: "t", type: "timestamp", role: "time" as const },
  { name: "label", type: "string", role: "extra" as const },
];

/** `at("10:00")` is that minute of one day; the second parameter adds microseconds. */
export const at = (clock: string, micros = 0) => `2026-03-02T${clock}:00.${String(micros).padStart(6, "0")}Z`;

/** Small joins of one group with one key and one feature, written down as rows. */
export function scenarios(get: () => PitUnderTest) {
  let files = 0;

  async function relationOf(rows: readonly Cell[][], columns = COLUMNS): Promise<Relation> {
    const file = `rows-${++files}.parquet`;
    await get().writeParquet(file, columns, rows);
    return filesRelation("rows", file);
  }

  /** Value, status, event time and age of the first feature for each spine row. */
  async function answers(plan: PitPlan) {
    const result = await get().run(plan);
    const column = result.columns.findIndex((candidate) => candidate.role === "feature");
    return result.rows.map((row, i) => {
      const source = result.sources[i]?.[0];
      const value = row[column] ?? null;
      return {
        value,
        status: statusOf(source?.state ?? "NOT_FOUND", value),
        event: source?.eventTime ?? null,
        ageMs: source?.ageMs ?? null,
      };
    });
  }

  async function join(
    rows: readonly Cell[][],
    spine: readonly Cell[][],
    strategy: Strategy | null,
    more: Partial<PitGroup> = {},
  ) {
    const group = groupOf("g", [KEY], [VALUE], await relationOf(rows), more);
    const labelled = spine.map((row) => [...row, null].slice(0, SPINE.length));
    return answers(planOf(givenSpine(SPINE, labelled), [group], strategy));
  }

  return {
    relationOf,
    answers,
    join,
    values: async (...parameters: Parameters<typeof join>) =>
      (await join(...parameters)).map((answer) => answer.value),
    statuses: async (...parameters: Parameters<typeof join>) =>
      (await join(...parameters)).map((answer) => answer.status),
  };
}
