/** A value that JSON can hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * JSON text that depends on the value only: keys in code-unit order, no white space, keys with an undefined value
 * left out. Two values have the same text exactly when they are equal as JSON. Feed it to a digest.
 * After RFC 8785 (JSON Canonicalization Scheme), whose number format ECMAScript's own is.
 *
 * @throws Error on NaN, infinities, bigint, functions: those have no JSON form.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new Error(`${String(value)} has no JSON form`);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}
