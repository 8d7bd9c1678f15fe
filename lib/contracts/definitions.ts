import type { z } from "zod";
import type {
  Definition,
  EntityDefinition,
  FeatureGroupDefinition,
  FeatureServiceDefinition,
  Kind,
  ProjectDefinition,
  SourceDefinition,
  TeamDefinition,
} from "@/lib/core/model/definitions";
import type { FeatureTestDefinition } from "@/lib/core/model/feature-test";
import { FeatureGroupDocument } from "./definitions-group";
import { type ExplainedIssue, explainIssues } from "./definitions-issues";
import {
  EntityDocument,
  FeatureServiceDocument,
  ProjectDocument,
  SourceDocument,
  TeamDocument,
} from "./definitions-objects";
import { FeatureTestDocument } from "./definitions-test";

/** The shape of each kind of definition document. Input takes the short forms; output has every default filled in. */
export const DEFINITION_DOCUMENTS = {
  project: ProjectDocument satisfies z.ZodType<ProjectDefinition>,
  team: TeamDocument satisfies z.ZodType<TeamDefinition>,
  entity: EntityDocument satisfies z.ZodType<EntityDefinition>,
  source: SourceDocument satisfies z.ZodType<SourceDefinition>,
  feature_group: FeatureGroupDocument satisfies z.ZodType<FeatureGroupDefinition>,
  feature_service: FeatureServiceDocument satisfies z.ZodType<FeatureServiceDefinition>,
} as const satisfies Record<Kind, z.ZodType<Definition>>;

/** What a file may hold: definitions of objects, and tests of them. */
export const FILE_DOCUMENTS = {
  ...DEFINITION_DOCUMENTS,
  test: FeatureTestDocument satisfies z.ZodType<FeatureTestDefinition>,
} as const;

type FileKind = keyof typeof FILE_DOCUMENTS;

export type ParsedDefinition =
  | { document: Definition | FeatureTestDefinition; issues: [] }
  | { document: null; issues: ExplainedIssue[] };

/** Reads one document of any kind. Every problem is reported, not only the first. */
export function parseDefinition(input: unknown): ParsedDefinition {
  const kind = kindOf(input);
  if (kind === null) return { document: null, issues: [kindIssue(input)] };
  const result = FILE_DOCUMENTS[kind].safeParse(input);
  if (result.success) return { document: result.data, issues: [] };
  return { document: null, issues: explainIssues(result.error.issues, input, FILE_DOCUMENTS[kind]) };
}

const KIND_LIST = Object.keys(FILE_DOCUMENTS).join(", ");

function kindOf(input: unknown): FileKind | null {
  if (typeof input !== "object" || input === null || !("kind" in input)) return null;
  const { kind } = input;
  return typeof kind === "string" && Object.hasOwn(FILE_DOCUMENTS, kind) ? (kind as FileKind) : null;
}

function kindIssue(input: unknown): ExplainedIssue {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return {
      path: [],
      message: "A definition is a map of keys and values.",
      expected: `kind: one of ${KIND_LIST}`,
    };
  }
  if (!("kind" in input))
    return { path: [], message: "The key kind is missing.", expected: `kind: one of ${KIND_LIST}` };
  return {
    path: ["kind"],
    message: `${JSON.stringify(input.kind) ?? "This"} is not a kind.`,
    expected: `one of ${KIND_LIST}`,
  };
}
