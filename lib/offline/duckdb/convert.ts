import "server-only";
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBResult,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import {
  daysSinceEpoch,
  formatDate,
  formatInstant,
  formatWallClock,
  parseInstant,
  parseWallClock,
} from "@/lib/core/time/instant";

/**
 * A DuckDB value as a cell, without loss: see `Cell`. `type` is the value type of the column it stands in, so a value
 * that does not fit it is a broken invariant.
 */
export function toCell(value: DuckDBValue, type: ValueType): Cell {
  if (value === null) return null;
  switch (typeof value) {
    case "boolean":
    case "string":
      return value;
    case "bigint":
      return value.toString();
    case "number":
      return numberCell(value);
  }
  if (value instanceof DuckDBTimestampTZValue) return timeCell(value.micros, formatInstant);
  if (value instanceof DuckDBTimestampValue) return timeCell(value.micros, formatWallClock);
  if (value instanceof DuckDBDateValue)
    return value.isFinite ? formatDate(value.days) : infinityOf(value.days > 0);
  if (value instanceof DuckDBDecimalValue) return decimalText(value.value, value.scale);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString("base64");
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    const element: ValueType = type.kind === "list" ? type.element : { kind: "float32" };
    return value.items.map((item) => toCell(item, element));
  }
  if (value instanceof DuckDBStructValue && type.kind === "struct") {
    return Object.fromEntries(
      type.fields.map((field) => [field.name, toCell(value.entries[field.name] ?? null, field.type)]),
    );
  }
  if (value instanceof DuckDBMapValue && type.kind === "list" && type.element.kind === "struct") {
    const [key, entry] = type.element.fields;
    if (key && entry) {
      return value.entries.map((pair) => ({
        key: toCell(pair.key, key.type),
        value: toCell(pair.value, entry.type),
      }));
    }
  }
  throw new Error(`no cell for a value in a column of ${type.kind}`);
}

/**
 * A cell as a value to bind or append: the inverse of {@link toCell} for the types a spine may hold.
 *
 * @throws Error when the cell is not one of `type`; plans hold only cells that are.
 */
export function fromCell(cell: Cell, type: ValueType): DuckDBValue {
  if (cell === null) return null;
  switch (type.kind) {
    case "int64":
      return BigInt(String(cell));
    case "float32":
    case "float64":
      return Number(cell);
    case "decimal":
      return new DuckDBDecimalValue(BigInt(String(cell).replace(".", "")), type.precision, type.scale);
    case "bytes":
      return new DuckDBBlobValue(Buffer.from(String(cell), "base64"));
    case "date":
      return new DuckDBDateValue(dayOf(String(cell)));
    case "timestamp":
      return new DuckDBTimestampTZValue(microsOf(String(cell)));
    case "timestamp_ntz":
      return new DuckDBTimestampValue(parseWallClock(String(cell))?.micros ?? unfit(cell, type));
    case "bool":
    case "string":
    case "int8":
    case "int16":
    case "int32":
      return typeof cell === "object" ? unfit(cell, type) : cell;
    default:
      return unfit(cell, type);
  }
}

/** @returns microseconds since the epoch of a `timestamp` cell. */
export function microsOf(cell: string): bigint {
  const parsed = parseInstant(cell, null);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.instant;
}

/** Rows as read from a result, cut at a number of rows or bytes, whichever comes first. */
interface CappedRows {
  rows: Cell[][];
  isTruncated: boolean;
}

/** Runs a query and reads its rows as cells. `types` are those of its columns. */
export async function readRows(
  connection: DuckDBConnection,
  sql: string,
  types: readonly ValueType[],
  caps: { rowsMax: number; bytesMax: number },
): Promise<CappedRows> {
  const result = await connection.stream(sql);
  const rows: Cell[][] = [];
  let bytes = 0;
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    for (const values of chunk.getRows()) {
      if (rows.length >= caps.rowsMax || bytes >= caps.bytesMax) return { rows, isTruncated: true };
      const row = values.map((value, i) => toCell(value, types[i] ?? { kind: "string" }));
      bytes += sizeOf(row);
      rows.push(row);
    }
  }
  return { rows, isTruncated: false };
}

/** All rows of a small internal query, as DuckDB gives them. */
export async function readAll(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  const result: DuckDBResult = await connection.run(sql);
  return result.getRows();
}

/** Roughly the bytes of a cell as JSON. */
export function sizeOf(cell: Cell): number {
  if (typeof cell === "string") return cell.length + 2;
  if (Array.isArray(cell)) return cell.reduce<number>((sum, item) => sum + sizeOf(item), 2);
  if (cell !== null && typeof cell === "object")
    return sizeOf(Object.values(cell)) + 8 * Object.keys(cell).length;
  return 8;
}

function numberCell(value: number): Cell {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : value;
  return String(value);
}

const INFINITE_MICROS = 9_223_372_036_854_775_807n;

function timeCell(micros: bigint, format: (micros: bigint) => string): Cell {
  return micros === INFINITE_MICROS || micros === -INFINITE_MICROS ? infinityOf(micros > 0n) : format(micros);
}

function infinityOf(isPositive: boolean): string {
  return isPositive ? "infinity" : "-infinity";
}

function decimalText(scaled: bigint, scale: number): string {
  const sign = scaled < 0n ? "-" : "";
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(scale + 1, "0");
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function dayOf(text: string): number {
  const [year, month, day] = text.split("-").map(Number);
  const days = daysSinceEpoch(year ?? 0, month ?? 0, day ?? 0);
  if (days === null) throw new Error(`not a date: ${text}`);
  return days;
}

function unfit(cell: Cell, type: ValueType): never {
  throw new Error(`not a cell of ${type.kind}: ${JSON.stringify(cell)}`);
}
