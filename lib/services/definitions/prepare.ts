import "server-only";
import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/core/canonical-json";
import { pinColumns } from "@/lib/core/definitions/pin";
import { type Changes, planChanges, plannedVersions } from "@/lib/core/definitions/plan";
import { afterApply, type Registered } from "@/lib/core/definitions/registered";
import { createResolver, type Resolver } from "@/lib/core/definitions/resolve";
import { definitionSet, objectKey } from "@/lib/core/definitions/set";
import { validateDefinitions } from "@/lib/core/definitions/validate";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import type { Definition } from "@/lib/core/model/definitions";
import { locateProblems } from "@/lib/interop/asof/locate";
import { type DefinitionFile, type ReadDocument, readDefinitionFiles } from "@/lib/interop/asof/read";
import { findRevision } from "@/lib/store/change";
import { loadRegistry, type Registry } from "@/lib/store/registry";
import { read, type ServiceContext } from "../context";
import { findWrongConditions } from "./expressions";
import { collectFacts } from "./facts";
import { type PreparedTest, resolveTests } from "./resolve-tests";

export interface DefinitionsInput {
  project: string;
  files: readonly DefinitionFile[];
  /** Whether objects that the files do not hold are retired. */
  prune: boolean;
}

/** Files, checked against the registry: what would change, and what everything would look like afterwards. */
export interface Prepared {
  registry: Registry;
  /** The state of the registry that this was computed on. */
  revision: string;
  files: readonly ReadDocument[];
  /** The files' documents as they will be stored. */
  documents: readonly Definition[];
  /** Tests of the files: checked, and not stored. */
  tests: readonly PreparedTest[];
  resolver: Resolver;
  changes: Changes;
}

/** @throws INVALID with every problem of every file, each with file, line, column, path and what was expected. */
export async function prepare(ctx: ServiceContext, input: DefinitionsInput): Promise<Prepared> {
  const found = readDefinitionFiles(input.files, { projectRequired: false });
  const { documents: files, problems, unread } = found;
  if (files.length === 0 && found.tests.length === 0) {
    throw invalid(problems.length > 0 ? problems : [{ path: "files", message: "hold no definition" }]);
  }
  const { registry, revision } = await read(ctx, async (db) => ({
    revision: await findRevision(db),
    registry: await loadRegistry(db, input.project, foreignGroupsOf(files)),
  }));
  const { registered } = registry;
  const { resolver, documents } = await resolveAll(ctx, registered, files);
  const versions = { groups: plannedVersions(registered, resolver), foreign: registered.foreignGroups };
  const inFiles = new Set(files.map((file) => objectKey(file.document)));
  const retired = new Set([...registered.retired].filter((key) => !inFiles.has(key)));
  const wrong = [
    ...problems,
    ...(problems.length > 0 ? [] : projectProblems(files, input.project, registry)),
    ...locateProblems(validateDefinitions(resolver, versions, { unread, retired }), files),
    ...locateProblems(await findWrongConditions(ctx, documents, resolver), files),
  ];
  if (wrong.length > 0) throw invalid(wrong);
  const { groupIds } = registry;
  const tested = await resolveTests(ctx, found.tests, { resolver, versions: versions.groups, groupIds });
  if (tested.problems.length > 0) throw invalid(tested.problems);
  const changes = planChanges({ registered, files: documents, resolver, prune: input.prune });
  return { registry, revision, files, documents, tests: tested.tests, resolver, changes };
}

export function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** The files' documents over the registered ones, with what the engine knows; columns of sources are pinned. */
async function resolveAll(
  ctx: ServiceContext,
  registered: Registered,
  files: readonly ReadDocument[],
): Promise<{ resolver: Resolver; documents: Definition[] }> {
  const after = afterApply(
    registered,
    files.map((file) => file.document),
  );
  const facts = await collectFacts(ctx, definitionSet(after));
  const pinned = after.map((document) => pinColumns(document, facts));
  const inFiles = new Set(files.map((file) => objectKey(file.document)));
  return {
    resolver: createResolver(definitionSet(pinned), facts),
    documents: pinned.filter((document) => inFiles.has(objectKey(document))),
  };
}

function foreignGroupsOf(files: readonly ReadDocument[]): string[] {
  const pins = files.flatMap(({ document }) =>
    document.kind === "feature_service" ? document.features : [],
  );
  return [...new Set(pins.flatMap((pin) => (pin.project === null ? [] : [`${pin.project}/${pin.group}`])))];
}

function projectProblems(
  files: readonly ReadDocument[],
  project: string,
  registry: Registry,
): FieldProblem[] {
  const own = files.find(({ document }) => document.kind === "project");
  if (own && own.document.name !== project) {
    const message = `These files are of project ${own.document.name}, not of ${project}.`;
    return [{ path: "name", file: own.file, ...own.locate(["name"]), message, expected: project }];
  }
  if (own || registry.projectId !== null) return [];
  const message = `Project ${project} does not exist yet, and no file holds it.`;
  return [{ path: "", file: "asof.yaml", message, expected: "asof.yaml with kind: project and its name" }];
}
