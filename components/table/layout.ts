import type { ColumnKind, TableColumn } from "./columns";

export const SELECT_WIDTH = 36;
export const WIDTH_MIN = 64;
export const WIDTH_MAX = 900;

/** Pixels; `null` shares what is left. */
const KIND_WIDTHS: Record<ColumnKind, number | null> = {
  name: null,
  text: null,
  mono: 132,
  number: 108,
  bytes: 92,
  time: 112,
  duration: 104,
  chips: null,
  owner: 136,
  verdict: 104,
  lifecycle: 112,
  bool: 80,
  value: null,
};
const FLEXIBLE_WIDTH_MIN: Partial<Record<ColumnKind, number>> = {
  name: 200,
  text: 160,
  chips: 140,
  value: 132,
};

/** The width a column starts with, or null when it takes a share of what is left. */
export function startWidth(column: TableColumn): number | null {
  return column.width ?? KIND_WIDTHS[column.kind];
}

/** The least width of a column that shares what is left. */
function flexibleMin(column: TableColumn): number {
  return FLEXIBLE_WIDTH_MIN[column.kind] ?? 140;
}

/**
 * What `<col>` says about a column. The first flexible column, as a rule the name, takes all that is left over; the
 * other flexible ones grow with the table in proportion.
 */
export function columnWidth(
  column: TableColumn,
  columns: readonly TableColumn[],
  selectable: boolean,
): number | string | undefined {
  const fixed = startWidth(column);
  if (fixed !== null) return fixed;
  if (columns.find((candidate) => startWidth(candidate) === null) === column) return undefined;
  return `${((100 * flexibleMin(column)) / tableWidthMin(columns, selectable)).toFixed(1)}%`;
}

/** The least width at which the columns can be read. */
export function tableWidthMin(columns: readonly TableColumn[], selectable: boolean): number {
  const widths = columns.map((column) => startWidth(column) ?? flexibleMin(column));
  return widths.reduce((sum, width) => sum + width, selectable ? SELECT_WIDTH : 0);
}

/**
 * A header can stick to the top of the page only where the table does not scroll sideways in a box of its own. CSS
 * cannot ask "do I fit", so there is one rule per step of width. Whole class names, because Tailwind reads this file.
 */
const FIT_STEPS: readonly (readonly [number, string])[] = [
  [480, "@min-[480px]:overflow-visible @min-[480px]:[--head-top:var(--sticky-top,var(--top-bar))]"],
  [640, "@min-[640px]:overflow-visible @min-[640px]:[--head-top:var(--sticky-top,var(--top-bar))]"],
  [760, "@min-[760px]:overflow-visible @min-[760px]:[--head-top:var(--sticky-top,var(--top-bar))]"],
  [880, "@min-[880px]:overflow-visible @min-[880px]:[--head-top:var(--sticky-top,var(--top-bar))]"],
  [1010, "@min-[1010px]:overflow-visible @min-[1010px]:[--head-top:var(--sticky-top,var(--top-bar))]"],
  [1160, "@min-[1160px]:overflow-visible @min-[1160px]:[--head-top:var(--sticky-top,var(--top-bar))]"],
  [1320, "@min-[1320px]:overflow-visible @min-[1320px]:[--head-top:var(--sticky-top,var(--top-bar))]"],
];

export function fitClass(widthMin: number): string {
  return FIT_STEPS.find(([step]) => step >= widthMin)?.[1] ?? "";
}

/** Where each column goes when rows become cards of two lines: the first is the title, the next three the second line. */
export function phonePlaces(
  columns: readonly TableColumn[],
): Record<string, NonNullable<TableColumn["phone"]>> {
  const places: Record<string, NonNullable<TableColumn["phone"]>> = {};
  let lines = 0;
  for (const [index, column] of columns.entries()) {
    if (column.phone) places[column.id] = column.phone;
    else if (index === 0) places[column.id] = "title";
    else if (column.kind === "verdict" || column.kind === "lifecycle") places[column.id] = "side";
    else places[column.id] = lines < 3 ? "line" : "hide";
    if (places[column.id] === "line") lines++;
  }
  return places;
}
