import { canonicalJson, type Json } from "../canonical-json";

/** One field that differs. `path` is dotted; entries of lists of named things are written by name. */
export interface FieldChange {
  path: string;
  from: Json;
  to: Json;
}

/**
 * What differs between two plain documents, field by field. Lists whose entries have a `name` are compared by
 * name and their order does not count; other lists are compared as a whole. Absent and `null` are the same.
 */
export function documentFields(from: object, to: object, path = ""): FieldChange[] {
  const [before, after] = [from as Record<string, Json | undefined>, to as Record<string, Json | undefined>];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) =>
    fieldChanges(path === "" ? key : `${path}.${key}`, before[key] ?? null, after[key] ?? null),
  );
}

function fieldChanges(path: string, from: Json, to: Json): FieldChange[] {
  if (canonicalJson(from) === canonicalJson(to)) return [];
  const [before, after] = [namedEntries(from), namedEntries(to)];
  if (before && after) return documentFields(before, after, path);
  return isPlainObject(from) && isPlainObject(to) ? documentFields(from, to, path) : [{ path, from, to }];
}

/** A list of named objects as a map by name, the position left out; `null` for anything else. */
function namedEntries(value: Json): Record<string, Json> | null {
  if (!Array.isArray(value)) return null;
  const entries: [string, Json][] = [];
  for (const item of value as readonly Json[]) {
    const name = isPlainObject(item) ? item.name : undefined;
    if (typeof name !== "string") return null;
    entries.push([name, item]);
  }
  return new Set(entries.map(([name]) => name)).size === entries.length ? Object.fromEntries(entries) : null;
}

function isPlainObject(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
