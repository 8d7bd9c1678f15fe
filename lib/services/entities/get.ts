import "server-only";
import { notFound } from "@/lib/core/errors";
import type { EntityDefinition } from "@/lib/core/model/definitions";
import { findEntity, type ObjectView } from "@/lib/store/object-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** An entity as its page shows it. */
export async function getEntity(
  ctx: ServiceContext,
  input: { project: string; entity: string },
): Promise<ObjectView<EntityDefinition>> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const entity = await read(ctx, (db) => findEntity(db, project.id, input.entity));
  if (!entity) throw notFound(`Entity ${input.entity}`);
  return entity;
}
