import type { Cell, TypedColumn } from "./cell";

/**
 * Where rows come from, as plain serialisable data: files of a source, a SELECT over other relations, or another
 * relation with renamed and typed columns. A tree: a transform over sources and other groups is a `select` whose
 * inputs are relations again.
 */
export type Relation =
  | FilesRelation
  | SelectRelation
  | ColumnsRelation
  | TypedRelation
  | StoredRelation
  | RowsRelation
  | UntilRelation;

/** Rows of Parquet or CSV files under a configured root. */
export interface FilesRelation {
  kind: "files";
  /** The source's name, for messages. */
  name: string;
  format: "parquet" | "csv";
  /** Relative to a configured root; a file or a glob. */
  path: string;
  /** IANA zone in which naive values of `times` are read; `null` = they stay wall-clock times. */
  timezone: string | null;
  /** Columns that hold times of the source (event time, created time, end of validity) and become `timestamp`. */
  times: string[];
  /** Column types as pinned at apply; `null` = whatever the files hold. */
  columns: TypedColumn[] | null;
}

/** One SELECT statement over named inputs. */
export interface SelectRelation {
  kind: "select";
  /** The group whose transform this is, for messages. */
  name: string;
  sql: string;
  inputs: Record<string, Relation>;
}

/** Some columns of another relation, renamed and cast: how a group looks to those who read it by name. */
export interface ColumnsRelation {
  kind: "columns";
  input: Relation;
  /** `type: null` keeps the column's own type. */
  columns: { name: string; column: string; type: string | null }[];
}

/** No rows, only columns: enough to describe a SELECT whose inputs have not been written yet. */
export interface TypedRelation {
  kind: "typed";
  name: string;
  columns: TypedColumn[];
}

/** Rows of a group version as of one commit of the offline store: exactly these files, in ingest order. */
export interface StoredRelation {
  kind: "stored";
  /** The group's name, for messages. */
  name: string;
  /** Of the group version, relative to the data folder. */
  folder: string;
  commit: number;
  /** Sorted by key, event time, created time and sequence within each file; see lib/core/offline/layout.ts. */
  files: StoredFile[];
  /** Number of buckets that the keys of all files are spread over. */
  buckets: number;
  /** As declared, without the store's own columns. */
  columns: TypedColumn[];
  /** Rows of later commits stand in the same files and are left out; `null` = there are none. */
  through: number | null;
}

export interface StoredFile {
  /** Below the folder. */
  name: string;
  bucket: number;
  rows: number;
}

/** @returns every `stored` relation of the tree. */
export function storedOf(relation: Relation): StoredRelation[] {
  switch (relation.kind) {
    case "stored":
      return [relation];
    case "columns":
    case "until":
      return storedOf(relation.input);
    case "select":
      return Object.values(relation.inputs).flatMap(storedOf);
    case "files":
    case "typed":
    case "rows":
      return [];
  }
}

/** Rows that are given with the plan; their order is the order in which they were written. */
export interface RowsRelation {
  kind: "rows";
  name: string;
  columns: TypedColumn[];
  /** One array per row, in the order of `columns`. */
  rows: Cell[][];
}

/** The rows of another relation that lie at or before a moment, as if nothing later had been written. */
export interface UntilRelation {
  kind: "until";
  input: Relation;
  /** A column of type `timestamp`. */
  column: string;
  /** RFC 3339 UTC; inclusive. */
  at: string;
  /** Whether rows without a time stay. */
  keepsNull: boolean;
}

/** @returns every `files` relation of the tree, in reading order, repeats included. */
export function filesOf(relation: Relation): FilesRelation[] {
  switch (relation.kind) {
    case "files":
      return [relation];
    case "columns":
    case "until":
      return filesOf(relation.input);
    case "select":
      return Object.values(relation.inputs).flatMap(filesOf);
    case "typed":
    case "stored":
    case "rows":
      return [];
  }
}

/** @returns the tree with each `files` relation replaced by what `replace` makes of it. */
export function mapFiles(relation: Relation, replace: (files: FilesRelation) => Relation): Relation {
  switch (relation.kind) {
    case "files":
      return replace(relation);
    case "columns":
    case "until":
      return { ...relation, input: mapFiles(relation.input, replace) };
    case "select": {
      const inputs = Object.entries(relation.inputs).map(([name, input]) => [name, mapFiles(input, replace)]);
      return { ...relation, inputs: Object.fromEntries(inputs) };
    }
    case "typed":
    case "rows":
    case "stored":
      return relation;
  }
}

/**
 * @returns whether rows have an order of their own (file path, then row number; ingest sequence; the order they are given
 *   in); the result of a SELECT has none.
 */
export function hasRowOrder(relation: Relation): boolean {
  if (relation.kind === "columns" || relation.kind === "until") return hasRowOrder(relation.input);
  return relation.kind === "files" || relation.kind === "stored" || relation.kind === "rows";
}
