import type { SpineRequest } from "./plan";

/**
 * A spine of one row: one value for each join key, and the time under a name that is none of theirs.
 *
 * @param time RFC 3339 with a zone; `null` finds nothing.
 */
export function oneRowSpine(
  keys: readonly { name: string; value: unknown }[],
  time: string | null,
): Extract<SpineRequest, { kind: "rows" }> {
  const name = keys.some((key) => key.name === "at") ? "at_time" : "at";
  const columns = keys.map((key) => ({ name: key.name, values: [key.value] }));
  return {
    kind: "rows",
    columns: [...columns, { name, values: [time] }],
    encoding: "json",
    time: name,
    timezone: null,
  };
}
