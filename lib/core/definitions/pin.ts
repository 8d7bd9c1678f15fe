import type { Definition } from "../model/definitions";
import type { Facts } from "./facts";

/**
 * Pins the column types of a source: types that it has stay, columns that are new in the data are added at the
 * end. Other documents, and sources without facts, come back as they are. Idempotent.
 */
export function pinColumns(document: Definition, facts: Facts): Definition {
  if (document.kind !== "source") return document;
  const known =
    document.type === "query" ? facts.selects.get(document.name) : facts.sources.get(document.name);
  if (!known?.columns || known.columns.length === 0 || known.problems.length > 0) return document;
  const pinned = new Set((document.columns ?? []).map(({ name }) => name.toLowerCase()));
  const added = known.columns.filter(({ name }) => !pinned.has(name.toLowerCase()));
  return added.length === 0 ? document : { ...document, columns: [...(document.columns ?? []), ...added] };
}
