import "server-only";
import { resultType } from "@/lib/core/definitions/aggregations";
import { parseValueType, type ValueType } from "@/lib/core/model/value-type";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import type { PitWindow } from "@/lib/core/pit/compute";
import type { PitGroup, PitPlan, SpineColumn } from "@/lib/core/pit/plan";
import type { Relation } from "@/lib/core/pit/relation";
import type { AggregateSource } from "@/lib/core/pit/status";
import type { WindowStrategy } from "@/lib/core/pit/window-strategy";
import { givenSpine, groupOf, type PitUnderTest, planOf } from "./pit-under-test";

export const WINDOW_SPINE: SpineColumn[] = [
  { name: "k", type: "string", role: "key" },
  { name: "t", type: "timestamp", role: "time" },
];
export const WINDOW_KEY: TypedColumn = { name: "k", type: "string" };

/** A window over everything, unless it says otherwise. */
export function windowOf(fn: PitWindow["fn"], more: Partial<PitWindow> = {}): PitWindow {
  const isCount = fn === "count" || fn === "distinct" || fn === "approx_distinct";
  const empty = isCount ? "0" : fn === "exists" ? false : null;
  return {
    fn,
    parameter: null,
    column: null,
    seconds: null,
    bounds: "(]",
    where: null,
    empty,
    ...more,
  };
}

export function typeNamed(name: string): ValueType {
  const type = parseValueType(name);
  if (!type) throw new Error(`${name} is no type`);
  return type;
}

/** A group of windows over rows with the key `k`, `event` and `created`. */
export function windowGroup(
  relation: Relation,
  columns: readonly TypedColumn[],
  windows: readonly PitWindow[],
  strategy: WindowStrategy | null,
  more: Partial<PitGroup> = {},
): PitGroup {
  const features = windows.map(({ fn, column }, i): TypedColumn => {
    const input = columns.find(({ name }) => name === column)?.type;
    const type = resultType(fn, input === undefined ? null : typeNamed(input));
    if (type === null) throw new Error(`${fn} gives no type`);
    return { name: `f${i}`, type };
  });
  return groupOf("w", [WINDOW_KEY], features, relation, {
    compute: { kind: "windows", windows: [...windows], strategy },
    tieBreakColumns: columns.map(({ name }) => name),
    ...more,
  });
}

export interface WindowAnswer {
  value: Cell;
  source: AggregateSource | undefined;
}

/** Per feature, per spine row: the value and what it was made of. */
export async function windowAnswers(
  sut: PitUnderTest,
  group: PitGroup,
  spine: readonly { keys: Cell[]; time: string | null }[],
  more: Partial<PitPlan> = {},
): Promise<WindowAnswer[][]> {
  const rows = spine.map(({ keys, time }) => [...keys, time]);
  const plan = { ...planOf(givenSpine(WINDOW_SPINE, rows), [group], null), ...more };
  const result = await sut.run(plan);
  return group.features.map((_, f) =>
    result.rows.map((row, i) => ({
      value: row[WINDOW_SPINE.length + f] ?? null,
      source: result.sources[i]?.[0]?.aggregates?.[f],
    })),
  );
}
