import { parseValueType, type ValueType } from "@/lib/core/model/value-type";
import { formatBytes } from "./bytes";
import { formatCount, formatDecimal, formatFloat } from "./number";
import { formatUtc, formatWallClock } from "./time";

/** A value as it leaves the engine: 64-bit integers, decimals, instants and bytes as text. */
export type PlainValue = string | number | boolean | null | PlainValue[] | { [field: string]: PlainValue };

/** How a value is shown. `kind` decides the look, `text` is for reading, `exact` is the value with nothing left out. */
export interface FormattedValue {
  kind: "null" | "number" | "text" | "empty" | "bool" | "time" | "bytes" | "nested";
  text: string;
  exact: string;
}

const COMPACT_LENGTH_MAX = 120;

/**
 * A typed value for people. `type` is a value type as written in definitions; an unknown type is treated as text.
 * Nothing is lost: where `text` is shortened or rounded, `exact` differs from it.
 */
export function formatValue(value: PlainValue, type: string): FormattedValue {
  return format(value, parseValueType(type) ?? { kind: "string" });
}

function format(value: PlainValue, type: ValueType): FormattedValue {
  if (value === null) return { kind: "null", text: "null", exact: "null" };
  if (typeof value === "object") return nested(value, type);
  switch (type.kind) {
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return { kind: "number", text: formatCount(value as string | number), exact: String(value) };
    case "decimal":
      return { kind: "number", text: formatDecimal(String(value)), exact: String(value) };
    case "float32":
    case "float64":
      return floating(value);
    case "bool":
      return { kind: "bool", text: String(value), exact: String(value) };
    case "timestamp":
      return {
        kind: "time",
        text: formatUtc(String(value)).replace(/ UTC$/, ""),
        exact: formatUtc(String(value)),
      };
    case "timestamp_ntz":
      return {
        kind: "time",
        text: formatWallClock(String(value)),
        exact: `${formatWallClock(String(value))}, no zone`,
      };
    case "date":
      return { kind: "time", text: String(value), exact: String(value) };
    case "bytes":
      return bytes(String(value));
    default:
      return plainText(String(value));
  }
}

function floating(value: string | number | boolean): FormattedValue {
  const number = typeof value === "number" ? value : Number(value);
  return { kind: "number", text: formatFloat(number), exact: Object.is(number, -0) ? "-0" : String(value) };
}

function bytes(base64: string): FormattedValue {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  const size = Math.max(0, (base64.length / 4) * 3 - padding);
  return { kind: "bytes", text: formatBytes(size), exact: base64 };
}

function plainText(text: string): FormattedValue {
  if (text === "") return { kind: "empty", text: "empty", exact: "" };
  return { kind: "text", text: visible(text), exact: text };
}

/** Control characters become visible ones, so that two values that differ never look alike. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => {
    const code = char.charCodeAt(0);
    if (code === 0x7f) return "␡";
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\x${code.toString(16)}`;
  });
}

function nested(
  value: Exclude<PlainValue, string | number | boolean | null>,
  type: ValueType,
): FormattedValue {
  const exact = compact(value, type, true);
  const text = compact(value, type, false);
  const short = text.length <= COMPACT_LENGTH_MAX ? text : `${text.slice(0, COMPACT_LENGTH_MAX - 1)}…`;
  return { kind: "nested", text: short, exact };
}

function compact(value: PlainValue, type: ValueType, exact: boolean): string {
  if (Array.isArray(value)) {
    const element: ValueType =
      type.kind === "list"
        ? type.element
        : type.kind === "embedding"
          ? { kind: "float32" }
          : { kind: "string" };
    return `[${value.map((item) => compact(item, element, exact)).join(", ")}]`;
  }
  if (value !== null && typeof value === "object") {
    const fields = type.kind === "struct" ? type.fields : [];
    const entries = Object.entries(value).map(([name, item]) => {
      const field = fields.find((candidate) => candidate.name === name);
      return `${name}: ${compact(item, field?.type ?? { kind: "string" }, exact)}`;
    });
    return `{${entries.join(", ")}}`;
  }
  const scalar = format(value, type);
  if (scalar.kind === "text" || scalar.kind === "empty") return JSON.stringify(scalar.exact);
  return exact ? scalar.exact : scalar.text;
}
