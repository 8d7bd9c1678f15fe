import type { Definition } from "../model/definitions";

/** One thing wrong with one document in the light of the others. */
export interface DefinitionProblem {
  document: Definition;
  /** Keys and list positions from the document's root; empty for the document as a whole. */
  path: (string | number)[];
  message: string;
  expected: string;
  /** Where in the text at `path` it starts, in UTF-16 units; not given for the value as a whole. */
  at?: number;
}

/** Collects the problems of one document. */
export type Report = (path: (string | number)[], message: string, expected: string, at?: number) => void;
