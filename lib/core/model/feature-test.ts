import type { Knowledge } from "../pit/modes";
import type { Scalar } from "./definitions";

/**
 * What features must be, given these source rows: a document of definition files that is checked and run, and never
 * stored as an object of the registry. `null` means "not said".
 */
export interface FeatureTestDefinition {
  kind: "test";
  name: string;
  description: string | null;
  group: string;
  /** `null` = the group as the files define it. */
  version: number | null;
  /** By the name of the source, in ingest order: among full ties the last row wins. A source without rows is empty. */
  rows: Record<string, Record<string, Scalar>[]>;
  /** One value for each join key of the group's entity; a null key finds nothing. */
  keys: Record<string, Scalar>;
  /** The moment to look at, RFC 3339 with a zone. */
  at: string;
  /** `known`: rows that were not known by then, or whose created time is null, do not count. */
  knowledge: Knowledge;
  /** By the name of the feature. A null value is met by a null and by a row that is missing or too old. */
  expect: Record<string, Scalar>;
}
