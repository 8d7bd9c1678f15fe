import "server-only";
import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { Facts } from "@/lib/core/definitions/facts";
import { type Changes, planChanges, plannedVersions } from "@/lib/core/definitions/plan";
import { afterApply, type Registered } from "@/lib/core/definitions/registered";
import { createResolver, type Resolver } from "@/lib/core/definitions/resolve";
import { definitionSet, objectKey } from "@/lib/core/definitions/set";
import { validateDefinitions } from "@/lib/core/definitions/validate";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import type { Definition } from "@/lib/core/model/definitions";
import { type DefinitionFile, type ReadDocument, readDefinitionFiles } from "@/lib/interop/asof/read";
import { pathText } from "@/lib/interop/asof/yaml-document";
import { findRevision } from "@/lib/store/change";
import { loadRegistry, type Registry } from "@/lib/store/registry";
import { read, type ServiceContext } from "../context";
import { collectFacts } from "./facts";

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
  resolver: Resolver;
  changes: Changes;
}

/** @throws INVALID with every problem of every file, each with file, line, column, path and what was expected. */
export async function prepare(ctx: ServiceContext, input: DefinitionsInput): Promise<Prepared> {
  const { documents: files, problems } = readDefinitionFiles(input.files, { projectRequired: false });
  if (problems.length > 0) throw invalid(problems);
  if (files.length === 0) throw invalid([{ path: "files", message: "hold no definition" }]);
  const { registry, revision } = await read(ctx, async (db) => ({
    revision: await findRevision(db),
    registry: await loadRegistry(db, input.project, foreignGroupsOf(files)),
  }));
  requireOwnProject(files, input.project, registry);
  const { resolver, documents } = await resolveAll(ctx, registry.registered, files);
  const versions = {
    groups: plannedVersions(registry.registered, resolver),
    foreign: registry.registered.foreignGroups,
  };
  const wrong = validateDefinitions(resolver, versions);
  if (wrong.length > 0) {
    const places = new Map(files.map((file) => [objectKey(file.document), file]));
    throw invalid(
      wrong.map(({ document, path, message, expected }): FieldProblem => {
        const place = places.get(objectKey(document));
        const where = place ? { file: place.file, ...place.locate(path) } : {};
        const subject = place ? "" : `${objectKey(document).replace("_", " ")}: `;
        return { path: pathText(path), message: `${subject}${message}`, expected, ...where };
      }),
    );
  }
  const changes = planChanges({
    registered: registry.registered,
    files: documents,
    resolver,
    prune: input.prune,
  });
  return { registry, revision, files, documents, resolver, changes };
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

function pinColumns(document: Definition, facts: Facts): Definition {
  if (document.kind !== "source" || document.columns !== null) return document;
  return { ...document, columns: facts.sources.get(document.name)?.columns ?? null };
}

function foreignGroupsOf(files: readonly ReadDocument[]): string[] {
  const pins = files.flatMap(({ document }) =>
    document.kind === "feature_service" ? document.features : [],
  );
  return [...new Set(pins.flatMap((pin) => (pin.project === null ? [] : [`${pin.project}/${pin.group}`])))];
}

function requireOwnProject(files: readonly ReadDocument[], project: string, registry: Registry) {
  const own = files.find(({ document }) => document.kind === "project");
  if (own && own.document.name !== project) {
    const message = `These files are of project ${own.document.name}, not of ${project}.`;
    throw invalid([{ path: "name", file: own.file, ...own.locate(["name"]), message, expected: project }]);
  }
  if (!own && registry.projectId === null) {
    const message = `Project ${project} does not exist yet, and no file holds it.`;
    throw invalid([
      { path: "", file: "asof.yaml", message, expected: "asof.yaml with kind: project and its name" },
    ]);
  }
}
