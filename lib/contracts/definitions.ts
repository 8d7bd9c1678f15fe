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
import { FeatureGroupDocument } from "./definitions-group";
import { type ExplainedIssue, explainIssues } from "./definitions-issues";
import {
  EntityDocument,
  FeatureServiceDocument,
  ProjectDocument,
  SourceDocument,
  TeamDocument,
} from "./definitions-objects";

/** The shape of each kind of definition document. Input takes the short forms; output has every default filled in. */
export const DEFINITION_DOCUMENTS = {
  project: ProjectDocument satisfies z.ZodType<ProjectDefinition>,
  team: TeamDocument satisfies z.ZodType<TeamDefinition>,
  entity: EntityDocument satisfies z.ZodType<EntityDefinition>,
  source: SourceDocument satisfies z.ZodType<SourceDefinition>,
  feature_group: FeatureGroupDocument satisfies z.ZodType<FeatureGroupDefinition>,
  feature_service: FeatureServiceDocument satisfies z.ZodType<FeatureServiceDefinition>,
} as const satisfies Record<Kind, z.ZodType<Definition>>;

export type ParsedDefinition =
  | { document: Definition; issues: [] }
  | { document: null; issues: ExplainedIssue[] };

/** Reads one document of any kind. Every problem is reported, not only the first. */
export function parseDefinition(input: unknown): ParsedDefinition {
  const kind = kindOf(input);
  if (kind === null) return { document: null, issues: [kindIssue(input)] };
  const result = DEFINITION_DOCUMENTS[kind].safeParse(input);
  if (result.success) return { document: result.data, issues: [] };
  return { document: null, issues: explainIssues(result.error.issues, input, DEFINITION_DOCUMENTS[kind]) };
}

const KIND_LIST = Object.keys(DEFINITION_DOCUMENTS).join(", ");

function kindOf(input: unknown): Kind | null {
  if (typeof input !== "object" || input === null || !("kind" in input)) return null;
  const { kind } = input;
  return typeof kind === "string" && Object.hasOwn(DEFINITION_DOCUMENTS, kind) ? (kind as Kind) : null;
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
