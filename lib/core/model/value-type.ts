/**
 * The closed list of value types. Written as in definition files: `float64`, `decimal(18,2)`, `list<string>`,
 * `struct<lat: float64, lon: float64>`, `embedding<384>`.
 * `timestamp` is an instant in UTC with microseconds; `timestamp_ntz` is a wall-clock time without a zone.
 */
export type ValueType =
  | { kind: ScalarKind }
  | { kind: "decimal"; precision: number; scale: number }
  | { kind: "list"; element: ValueType }
  | { kind: "struct"; fields: { name: string; type: ValueType }[] }
  | { kind: "embedding"; dimensions: number };

/** Types that are one word. */
export const SCALAR_KINDS = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "float32",
  "float64",
  "string",
  "bytes",
  "date",
  "timestamp",
  "timestamp_ntz",
] as const;
/** A type that is one word. */
export type ScalarKind = (typeof SCALAR_KINDS)[number];

const NESTING_MAX = 8;

/**
 * Reads a type as written in definitions. White space inside brackets is free; case matters.
 *
 * @returns the type, or `null` when the text is not one (unknown word, precision outside 1..38, scale above
 *   precision, dimensions outside 1..65 536, nesting deeper than 8).
 */
export function parseValueType(text: string): ValueType | null {
  const cursor = { text, at: 0 };
  const type = readType(cursor, 0);
  skipSpace(cursor);
  return type && cursor.at === text.length ? type : null;
}

/** @returns the canonical spelling; `formatValueType(parseValueType(x))` is stable. */
export function formatValueType(type: ValueType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "list":
      return `list<${formatValueType(type.element)}>`;
    case "struct":
      return `struct<${type.fields.map((f) => `${f.name}: ${formatValueType(f.type)}`).join(", ")}>`;
    case "embedding":
      return `embedding<${type.dimensions}>`;
    default:
      return type.kind;
  }
}

/** @returns whether values of the type can be added and compared as numbers. */
export function isNumeric(type: ValueType): boolean {
  return /^(int|float|decimal)/.test(type.kind);
}

interface Cursor {
  text: string;
  at: number;
}

function skipSpace(cursor: Cursor) {
  while (cursor.text[cursor.at] === " ") cursor.at++;
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  skipSpace(cursor);
  const match = new RegExp(pattern.source, "y");
  match.lastIndex = cursor.at;
  const found = match.exec(cursor.text);
  if (!found) return null;
  cursor.at += found[0].length;
  return found[0];
}

function readType(cursor: Cursor, depth: number): ValueType | null {
  if (depth > NESTING_MAX) return null;
  const word = take(cursor, /[a-z][a-z0-9_]*/);
  if (word === null) return null;
  if ((SCALAR_KINDS as readonly string[]).includes(word)) return { kind: word as ScalarKind };
  if (word === "decimal") return readDecimal(cursor);
  if (word === "embedding") return readEmbedding(cursor);
  if (word === "list") {
    if (!take(cursor, /</)) return null;
    const element = readType(cursor, depth + 1);
    return element && take(cursor, />/) ? { kind: "list", element } : null;
  }
  return word === "struct" ? readStruct(cursor, depth) : null;
}

function readDecimal(cursor: Cursor): ValueType | null {
  if (!take(cursor, /\(/)) return null;
  const precision = Number(take(cursor, /\d{1,2}/) ?? Number.NaN);
  if (!take(cursor, /,/)) return null;
  const scale = Number(take(cursor, /\d{1,2}/) ?? Number.NaN);
  if (!take(cursor, /\)/)) return null;
  return precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision
    ? { kind: "decimal", precision, scale }
    : null;
}

function readEmbedding(cursor: Cursor): ValueType | null {
  if (!take(cursor, /</)) return null;
  const dimensions = Number(take(cursor, /\d{1,5}/) ?? Number.NaN);
  if (!take(cursor, />/)) return null;
  return dimensions >= 1 && dimensions <= 65_536 ? { kind: "embedding", dimensions } : null;
}

function readStruct(cursor: Cursor, depth: number): ValueType | null {
  if (!take(cursor, /</)) return null;
  const fields: { name: string; type: ValueType }[] = [];
  do {
    const name = take(cursor, /[A-Za-z_][A-Za-z0-9_]*/);
    if (name === null || !take(cursor, /:/) || fields.some((f) => f.name === name)) return null;
    const type = readType(cursor, depth + 1);
    if (!type) return null;
    fields.push({ name, type });
  } while (take(cursor, /,/));
  return take(cursor, />/) ? { kind: "struct", fields } : null;
}
