import { type CsvCell, formatCsv } from "@/lib/format/csv";
import { formatValue } from "@/lib/format/value";
import {
  chipCells,
  dataCell,
  isEmptyCell,
  type TableCell,
  type TableColumn,
  type TableRow,
  textCell,
} from "./columns";

/** A cell as data: what CSV exports and local sorting compare. Numbers keep every digit; empty is null. */
export function cellValue(column: TableColumn, cell: TableCell | undefined): CsvCell {
  if (isEmptyCell(cell)) return null;
  switch (column.kind) {
    case "chips":
      return chipCells(cell)
        .map((chip) => chip.text)
        .join(", ");
    case "number":
    case "bytes":
    case "duration":
      return typeof cell === "number" || typeof cell === "string" ? cell : null;
    case "bool":
      return cell === true;
    case "value": {
      const { value } = dataCell(cell);
      if (value === null || typeof value === "number" || typeof value === "boolean") return value;
      return typeof value === "string" ? value : formatValue(value, column.valueType ?? "string").exact;
    }
    default:
      return textCell(cell).text;
  }
}

export function isNumericColumn(column: TableColumn): boolean {
  if (column.kind === "value") return /^(int|float|decimal)/.test(column.valueType ?? "");
  return column.kind === "number" || column.kind === "bytes" || column.kind === "duration";
}

/** The rows as a CSV file, all given columns in their order (S7). */
export function tableCsv(columns: readonly TableColumn[], rows: readonly TableRow[]): string {
  return formatCsv(
    columns.map((column) => ({ header: column.header, numeric: isNumericColumn(column) })),
    rows.map((row) => columns.map((column) => cellValue(column, row.cells[column.id]))),
  );
}

/**
 * Rows ordered by one column, in the browser. Empty cells come last in both directions, numbers compare as numbers
 * (64-bit integers digit by digit), ties keep their order.
 */
export function sortRows(
  rows: readonly TableRow[],
  column: TableColumn,
  descending: boolean,
): readonly TableRow[] {
  const numeric = isNumericColumn(column);
  const keyed = rows.map((row) => ({ row, value: cellValue(column, row.cells[column.id]) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    const order = numeric ? compareNumbers(a.value, b.value) : compareText(String(a.value), String(b.value));
    return descending ? -order : order;
  });
  return keyed.map((entry) => entry.row);
}

function compareNumbers(a: CsvCell, b: CsvCell): number {
  const [left, right] = [String(a), String(b)];
  if (/^-?\d+$/.test(left) && /^-?\d+$/.test(right)) {
    const difference = BigInt(left) - BigInt(right);
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  }
  const [x, y] = [Number(a), Number(b)];
  // NaN above everything, as the engine orders it.
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x - y;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
