/**
 * A value as it leaves or enters the offline engine: JSON-safe and lossless, read together with its value type.
 *
 * - `bool` is a boolean; `int8 int16 int32` are numbers; `int64` and `decimal` are strings of digits.
 * - `float32` and `float64` are numbers, or one of the strings `NaN`, `Infinity`, `-Infinity`, `-0`, which JSON
 *   numbers cannot say.
 * - `string` is text, `bytes` is base64, `date` is `YYYY-MM-DD`.
 * - `timestamp` is RFC 3339 UTC with six digits, `timestamp_ntz` the same without `Z`; both also `infinity`, `-infinity`.
 * - `list` and `embedding` are arrays, `struct` is an object.
 * - `null` is SQL NULL; an empty string is an empty string.
 */
export type Cell = string | number | boolean | null | Cell[] | { [field: string]: Cell };

/** A column and its value type, as written in definitions (`int64`, `decimal(18,2)` …). */
export interface TypedColumn {
  name: string;
  type: string;
}
