import type { ValueType } from "../model/value-type";

/** The names that an expression may use. */
export interface ExpressionScope {
  /** Columns of the row by name; `null` = there is one, its type is not known yet. */
  columns: ReadonlyMap<string, ValueType | null>;
  /** Names that exist, but not for expressions, each with the reason as a sentence. */
  refused: ReadonlyMap<string, string>;
  /** Columns that every row brings along before anything is joined to it: a lookup takes its keys from these. */
  keyColumns: ReadonlySet<string>;
  /** A feature of another group; `null` = no such group, and that is reported elsewhere. */
  lookup(group: string, feature: string): LookupTarget | null;
}

/** What a lookup finds, or why there is nothing to be found. */
export type LookupTarget =
  | { ok: true; type: ValueType | null; keys: { name: string; type: ValueType }[] }
  | { ok: false; message: string; expected: string };
