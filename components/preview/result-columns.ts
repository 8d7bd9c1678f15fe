import type { PreviewResult, WireCell, WireFeatureSource } from "@/lib/contracts/preview";
import { type FeatureStatus, type RowState, statusOf } from "@/lib/core/pit/status";

/** A column of the result as the grid shows it. */
export interface ResultColumn {
  /** Position in the rows of the result. */
  index: number;
  /** As it is called in the result: `airport_departures__delay`. */
  name: string;
  /** The feature's own name, or that of the spine column. */
  label: string;
  type: string;
  role: PreviewResult["columns"][number]["role"];
  /** Index into the groups of the result; `null` for spine columns. */
  group: number | null;
  /** Its place among the features of its group; 0 for spine columns. */
  feature: number;
  unit: string | null;
  masked: boolean;
  /** Only of features computed on demand. */
  expression?: string;
}

const NUMERIC = /^(int|float|decimal)/;
const ROLE_ORDER = { key: 0, time: 1, feature: 2, extra: 3 } as const;

/** Columns in reading order: keys, the time, features, then what else the spine brought along (the label). */
export function resultColumns(result: Pick<PreviewResult, "columns" | "groups">): ResultColumn[] {
  const columns = result.columns.map((column, index) => {
    const prefix = column.group === null ? "" : `${result.groups[column.group]?.name}__`;
    const label = column.name.startsWith(prefix) ? column.name.slice(prefix.length) : column.name;
    const before = result.columns.slice(0, index).filter((one) => one.group === column.group);
    return { ...column, index, label, feature: column.group === null ? 0 : before.length };
  });
  return columns.sort((a, b) => ROLE_ORDER[a.role] - ROLE_ORDER[b.role] || a.index - b.index);
}

export function isNumericType(type: string): boolean {
  return NUMERIC.test(type);
}

/** What a cell means; `null` for cells of the spine, which simply are. */
export function cellStatus(result: PreviewResult, row: number, column: ResultColumn): FeatureStatus | null {
  // A computed value is there or null, whatever its group found.
  if (column.expression !== undefined) return statusOf("FOUND", cellOf(result, row, column));
  const source = cellSource(result, row, column);
  return source && statusOf(source.state, cellOf(result, row, column));
}

/** The row that decided about a cell; `null` for cells of the spine. */
export function cellSource(
  result: PreviewResult,
  row: number,
  column: ResultColumn,
): WireFeatureSource | null {
  if (column.group === null) return null;
  const source = result.sources[row]?.[column.group];
  return source?.features?.[column.feature] ?? source ?? NOTHING;
}

const NOTHING: WireFeatureSource = { state: "NOT_FOUND", event_time: null, created_time: null, age_ms: null };

export function cellOf(result: PreviewResult, row: number, column: ResultColumn): WireCell {
  return result.rows[row]?.[column.index] ?? null;
}

/** The word for a cell without a value. */
export function statusWord(status: FeatureStatus, state: RowState): string {
  if (state === "DELETED") return "deleted";
  if (state === "ENDED") return "ended";
  return STATUS_WORDS[status];
}

const STATUS_WORDS: Record<FeatureStatus, string> = {
  PRESENT: "matched",
  NULL_VALUE: "null",
  NOT_FOUND: "never seen",
  OUTSIDE_MAX_AGE: "outside TTL",
};
