import type { ColumnDefinition } from "../model/definitions";

/** Something the engine found wrong with a source or a SELECT, in a sentence for its author. */
export interface FactProblem {
  message: string;
  expected?: string;
}

/** What the engine knows about the files of a source. */
export interface SourceFacts {
  /** In file order; `null` when the files cannot be read, and then `problems` say why. */
  columns: ColumnDefinition[] | null;
  problems: FactProblem[];
}

/** Which columns an output column of a SELECT is made of. */
export interface ColumnLineage {
  output: string;
  /** `table` is the name of a source or group, as the SELECT writes it. */
  inputs: { table: string; column: string }[];
  /** False when the inputs may be more, or fewer, than those named. */
  exact: boolean;
}

/** What the engine knows about one SELECT, bound against the columns of its tables. */
export interface SelectFacts {
  /** Sources and groups that it reads. */
  tables: string[];
  /** Output columns in order; empty when `problems` say why they are unknown. */
  columns: ColumnDefinition[];
  lineage: ColumnLineage[];
  problems: FactProblem[];
}

/**
 * What only the engine can tell, as plain data. Missing entries mean "not asked": rules that need them are then
 * left out, never guessed.
 */
export interface Facts {
  /** By the name of the source. */
  sources: ReadonlyMap<string, SourceFacts>;
  /** By the name of the group with the transform, or of the source with the query. */
  selects: ReadonlyMap<string, SelectFacts>;
}

/** Nothing has been asked. */
export const NO_FACTS: Facts = { sources: new Map(), selects: new Map() };
