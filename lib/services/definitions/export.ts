import "server-only";
import { objectKey } from "@/lib/core/definitions/set";
import type { Definition } from "@/lib/core/model/definitions";
import { writeDefinitionFiles } from "@/lib/interop/asof/write";
import { loadRegistry } from "@/lib/store/registry";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** A project as definition files: one per object, canonical, so that applying them changes nothing. Retired objects stay out. */
export async function exportDefinitions(
  ctx: ServiceContext,
  input: { project: string },
): Promise<{ files: { path: string; text: string }[] }> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const { registered } = await read(ctx, (db) => loadRegistry(db, project.name));
  const documents = registered.documents.filter(
    (document) => belongs(document, registered.documents) && !registered.retired.has(objectKey(document)),
  );
  return { files: writeDefinitionFiles(documents) };
}

/** Teams belong to the installation: a project's files hold those that own something in it, or whose members it declares. */
function belongs(document: Definition, all: readonly Definition[]): boolean {
  if (document.kind !== "team" || document.members !== null) return true;
  return all.some((other) => "owner" in other && other.owner === document.name);
}
