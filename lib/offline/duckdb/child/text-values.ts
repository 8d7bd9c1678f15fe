import "server-only";
import type { ValueType } from "@/lib/core/model/value-type";
import { quoteText } from "../quote";
import { sqlTypeOf } from "../types";

const INTEGER = "0|-?[1-9][0-9]{0,18}";
const FLOAT = "[+-]?(0|[1-9][0-9]*)?([.][0-9]+|[.])?([eE][+-]?[0-9]{1,4})?";
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const CLOCK = "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?";
const OFFSET = " ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)";

/** SQL that is true when a text value is one of the type, null for null. */
export function isValidText(text: string, type: ValueType, zone: string | null): string {
  const matches = (pattern: string) => `regexp_full_match(${text}, ${quoteText(pattern)})`;
  const casts = `(${text} IS NULL OR TRY_CAST(${text} AS ${sqlTypeOf(type)}) IS NOT NULL)`;
  switch (type.kind) {
    case "bool":
      return `${text} IN ('true', 'false')`;
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return `(${matches(INTEGER)} AND ${casts})`;
    case "float32":
    case "float64":
      return `((${matches(FLOAT)} AND ${casts}) OR ${text} IN ('NaN', 'Infinity', '-Infinity'))`;
    case "decimal": {
      const fraction = type.scale > 0 ? `([.][0-9]{1,${type.scale}})?` : "";
      return `(${matches(`-?(0|[1-9][0-9]*)${fraction}`)} AND ${casts})`;
    }
    case "date":
      return `(${matches(DATE)} AND ${casts})`;
    case "timestamp": {
      const offset = zone === null ? OFFSET : `(${OFFSET})?`;
      const plain = zone === null ? "" : `|${DATE}`;
      return `(${matches(`${DATE}[T ]${CLOCK}${offset}${plain}`)} AND ${casts})`;
    }
    case "timestamp_ntz":
      return `(${matches(`${DATE}([T ]${CLOCK})?`)} AND ${casts})`;
    case "bytes":
      return matches("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
    case "string":
      return "true";
    default:
      return `json_valid(${text})`;
  }
}

/** SQL for the typed value of a text that {@link isValidText} takes. `zone` is that of times without one. */
export function textValue(text: string, type: ValueType, zone: string | null): string {
  switch (type.kind) {
    case "string":
      return text;
    case "bytes":
      return `from_base64(${text})`;
    case "timestamp": {
      const zoned = `CAST(${text} AS TIMESTAMPTZ)`;
      if (zone === null) return zoned;
      const hasOffset = `regexp_full_match(${text}, ${quoteText(`.*:.*${OFFSET}`)})`;
      return `CASE WHEN ${hasOffset} THEN ${zoned} ELSE timezone(${quoteText(zone)}, CAST(${text} AS TIMESTAMP)) END`;
    }
    case "list":
    case "struct":
    case "embedding":
      return `CAST(CAST(${text} AS JSON) AS ${sqlTypeOf(type)})`;
    default:
      return `CAST(${text} AS ${sqlTypeOf(type)})`;
  }
}
