import type { ExplainAction } from "@/lib/contracts/explain";
import type { PreviewResult } from "@/lib/contracts/preview";
import { cellOf, type ResultColumn } from "./result-columns";

/** What to ask about a cell whose value is that of one row: its feature at the version that was joined, the keys and the time of its row. */
export function xrayQuestion(
  result: PreviewResult,
  columns: readonly ResultColumn[],
  row: number,
  column: ResultColumn,
): ExplainAction["body"] | null {
  const group = column.group === null ? undefined : result.groups[column.group];
  if (!group || column.expression !== undefined) return null;
  if (result.sources[row]?.[column.group ?? 0]?.aggregates) return null;
  const spine = columns.filter((one) => one.group === null);
  const valueIn = (name: string) => {
    const found = spine.find((one) => one.name === name);
    return found ? cellOf(result, row, found) : null;
  };
  const timeColumn = spine.find((one) => one.role === "time");
  const time = timeColumn ? cellOf(result, row, timeColumn) : null;
  return {
    features: [`${group.group}@v${group.version}:${column.label}`],
    keys: Object.fromEntries(group.join_keys.map((key, i) => [key, valueIn(group.keys[i] ?? key)])),
    time: typeof time === "string" ? time : null,
    strict: group.strict,
    nulls: group.nulls,
  };
}
