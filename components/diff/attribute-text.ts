import type { Json } from "@/lib/core/canonical-json";

/** Attributes whose values are code: compared token by token, white space ignored. */
const CODE_ATTRIBUTES = new Set(["definition", "rows"]);

export function isCodeAttribute(attribute: string): boolean {
  return CODE_ATTRIBUTES.has(attribute) || /^(?:rules|sources)\./.test(attribute);
}

/** `join_keys` → `join keys`, `rules.late` → `rule late`. */
export function attributeLabel(attribute: string): string {
  const named = /^(rule|source)s\.(.+)$/.exec(attribute);
  return named ? `${named[1]} ${named[2]}` : attribute.replaceAll("_", " ");
}

/** The value of an attribute in words: nothing is `none`, a nullable flag says what it means, objects list their fields. */
export function attributeText(attribute: string, value: Json): string {
  if (attribute === "nullable" && typeof value === "boolean") return value ? "nullable" : "not null";
  return jsonText(value);
}

/** Whether there is nothing on this side: not said, or an empty list. */
export function isNothing(value: Json): boolean {
  return value === null || (typeof value === "object" && isList(value) && value.length === 0);
}

/** How far a number moved: `+1 200`, or null when either side is not a plain number. */
export function numericDelta(from: Json, to: Json): number | null {
  const [before, after] = [from, to].map((value) =>
    typeof value === "number" || (typeof value === "string" && /^-?\d{1,15}(\.\d+)?$/.test(value))
      ? Number(value)
      : null,
  );
  return typeof before === "number" && typeof after === "number" ? after - before : null;
}

function jsonText(value: Json): string {
  if (value === null) return "none";
  if (typeof value === "string") return value === "" ? '""' : value;
  if (typeof value !== "object") return String(value);
  if (isList(value)) return value.length === 0 ? "none" : value.map(jsonText).join(", ");
  const parts = Object.entries(value).flatMap(([key, item]) =>
    item === null || item === undefined ? [] : [`${key.replaceAll("_", " ")}: ${nestedText(item)}`],
  );
  return parts.join(", ") || "none";
}

function nestedText(value: Json): string {
  const text = jsonText(value);
  return value !== null && typeof value === "object" ? `(${text})` : text;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
