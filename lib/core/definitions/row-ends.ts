import { computationOf, type FeatureGroupDefinition } from "../model/definitions";
import type { DefinitionSet } from "./set";

/** The columns that say when rows of a group stop giving values. */
export interface RowEnds {
  /** Boolean: the entity has no value from this row on. */
  tombstone: string | null;
  /** Time: the row stops being true at it. */
  validTo: string | null;
}

const NO_ENDS: RowEnds = { tombstone: null, validTo: null };

/**
 * What ends the rows of a group: its own words first, then those of the source or group that it reads as it is. A
 * transform's rows are new rows, which only the group's own tombstone ends.
 */
export function rowEnds(group: FeatureGroupDefinition, documents: DefinitionSet): RowEnds {
  return endsOf(group, documents, []);
}

function endsOf(group: FeatureGroupDefinition, documents: DefinitionSet, path: readonly string[]): RowEnds {
  const inherited =
    computationOf(group) === "source" && !path.includes(group.name)
      ? endsOfTable(group.source ?? "", documents, [...path, group.name])
      : NO_ENDS;
  return { tombstone: group.tombstone ?? inherited.tombstone, validTo: inherited.validTo };
}

function endsOfTable(name: string, documents: DefinitionSet, path: readonly string[]): RowEnds {
  const source = documents.sources.get(name);
  if (source) return { tombstone: null, validTo: source.valid_to };
  const group = documents.groups.get(name);
  return group ? endsOf(group, documents, path) : NO_ENDS;
}
