import type { ChipTone, Verdict } from "@/components/ui/chip";
import type { Lifecycle } from "@/lib/core/model/definitions";
import type { PlainValue } from "@/lib/format/value";

/** What a column holds; it decides how cells look, align, sort at first click, and export. */
export type ColumnKind =
  | "name"
  | "text"
  | "mono"
  | "number"
  | "bytes"
  | "time"
  | "duration"
  | "chips"
  | "owner"
  | "verdict"
  | "lifecycle"
  | "bool"
  | "value";

/** A column as plain data, so that a page rendered on the server can declare it. */
export interface TableColumn {
  id: string;
  header: string;
  kind: ColumnKind;
  sortable?: boolean;
  align?: "left" | "right";
  /** Pixels. Without one the kind decides; text columns share what is left. */
  width?: number;
  /** Whether the column menu may hide it. Names may not be hidden. */
  hideable?: boolean;
  /** Hidden until the reader asks for it. */
  hidden?: boolean;
  /** What the column means, shown on hover and focus of its header. */
  hint?: string;
  /** Why a cell may be empty, shown on hover of the dash. */
  empty?: string;
  /** For `value`: the value type as written in definitions. */
  valueType?: string;
  /** Where the cell goes when a row becomes a card of two lines. */
  phone?: "title" | "side" | "line" | "hide";
}

export interface TextCell {
  text: string;
  href?: string;
  tip?: string;
  /** A second, quieter text after the first. */
  detail?: string;
}

/** For `name`: a name people type. What is copied may be longer, such as `group:feature`. */
export interface NameCell extends TextCell {
  version?: number;
  lifecycle?: Lifecycle;
  copy?: string;
}

export interface ChipCell {
  text: string;
  tone?: ChipTone;
  href?: string;
  tip?: string;
}

/** For `value`: always wrapped, because a struct is an object too. */
export interface DataCell {
  value: PlainValue;
  tip?: string;
  href?: string;
}

/** An empty cell that knows why. */
export interface EmptyCell {
  empty: string;
}

/**
 * By kind: name, text, mono, owner: string or {@link TextCell} · number, bytes (bytes), duration (milliseconds):
 * number, or digits as text · time: RFC 3339 · chips: list of strings or {@link ChipCell} · verdict, lifecycle: the
 * word · bool: boolean · value: {@link DataCell}. `null` or nothing is empty.
 */
export type TableCell =
  | string
  | number
  | boolean
  | null
  | TextCell
  | NameCell
  | DataCell
  | EmptyCell
  | readonly (string | ChipCell)[];

export interface TableRow {
  id: string;
  /** Where the row's name leads. */
  href?: string;
  cells: Record<string, TableCell | undefined>;
}

export const RIGHT_ALIGNED: ReadonlySet<ColumnKind> = new Set(["number", "bytes", "duration"]);

export function isRight(column: TableColumn): boolean {
  if (column.align) return column.align === "right";
  if (column.kind === "value") return /^(u?int|float|decimal)/.test(column.valueType ?? "");
  return RIGHT_ALIGNED.has(column.kind);
}

export function isEmptyCell(cell: TableCell | undefined): cell is EmptyCell | null | undefined {
  if (cell === null || cell === undefined || cell === "") return true;
  if (Array.isArray(cell)) return cell.length === 0;
  return typeof cell === "object" && "empty" in cell;
}

/** A cell of a text-like kind in its long form. */
export function textCell(cell: TableCell | undefined): NameCell {
  return typeof cell === "object" && cell !== null && "text" in cell ? cell : { text: String(cell ?? "") };
}

export function chipCells(cell: TableCell | undefined): ChipCell[] {
  const list = Array.isArray(cell) ? cell : [cell];
  return list.map((item) => (typeof item === "string" ? { text: item } : textCell(item as TableCell)));
}

export function dataCell(cell: TableCell | undefined): DataCell {
  return typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: null };
}

export function verdictCell(cell: TableCell | undefined): Verdict | null {
  return cell === "safe" || cell === "risky" || cell === "breaking" ? cell : null;
}
