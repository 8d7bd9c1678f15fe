import "server-only";
import type { PlannedChange, PlannedObject } from "@/lib/core/definitions/plan";
import { objectKey } from "@/lib/core/definitions/set";
import { type DefinitionWarning, warningsAbout } from "@/lib/core/definitions/warnings";
import { pathText } from "@/lib/interop/asof/yaml-document";
import { findProject } from "@/lib/store/projects";
import { read, type ServiceContext } from "../context";
import { authorizePlan } from "./authorize-changes";
import { type DefinitionsInput, type Prepared, prepare } from "./prepare";

export type ShownChange = Pick<
  PlannedChange,
  "kind" | "name" | "action" | "version" | "level" | "fields" | "isConsequence"
> & {
  findings: { rule: string; path: string; explanation: string }[];
};

export interface ShownWarning {
  rule: string;
  kind: string;
  name: string;
  path: string;
  message: string;
  file?: string;
  line?: number;
}

export interface PlanResult {
  changes: ShownChange[];
  unchanged: PlannedObject[];
  notInFiles: PlannedObject[];
  warnings: ShownWarning[];
  /** Reviews come with a later part: until then what the actor may apply passes. */
  gate: "pass";
}

/** What applying these files would change, without changing anything. */
export async function planDefinitions(ctx: ServiceContext, input: DefinitionsInput): Promise<PlanResult> {
  const project = await read(ctx, (db) => findProject(db, input.project));
  authorizePlan(ctx, project?.id ?? null, input.project);
  return showPlan(await prepare(ctx, input));
}

/** The plan as people and clients see it. */
export function showPlan(prepared: Prepared): PlanResult {
  const { changes, unchanged, notInFiles } = prepared.changes;
  return {
    changes: changes.map(({ kind, name, action, version, level, fields, isConsequence, findings }) => ({
      kind,
      name,
      action,
      version,
      level,
      fields,
      isConsequence,
      findings: findings.map(({ ruleId, path, explanation }) => ({ rule: ruleId, path, explanation })),
    })),
    unchanged,
    notInFiles,
    warnings: warningsAbout(prepared.documents, prepared.resolver, prepared.registry.registered).flatMap(
      (warning) => showWarning(warning, prepared),
    ),
    gate: "pass",
  };
}

/** Warnings about objects of the files; the others were shown when those were applied. */
function showWarning(
  { ruleId, document, path, message }: DefinitionWarning,
  { files }: Prepared,
): ShownWarning[] {
  const file = files.find((one) => objectKey(one.document) === objectKey(document));
  if (!file) return [];
  const { line } = file.locate(path);
  return [
    {
      rule: ruleId,
      kind: document.kind,
      name: document.name,
      path: pathText(path),
      message,
      file: file.file,
      line,
    },
  ];
}
