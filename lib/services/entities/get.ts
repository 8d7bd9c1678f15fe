import "server-only";
import { notFound } from "@/lib/core/errors";
import type { EntityDefinition } from "@/lib/core/model/definitions";
import { findEntity, listEntityParents, type ObjectView } from "@/lib/store/object-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

export interface EntityDetail {
  entity: ObjectView<EntityDefinition>;
  /** The entities above it, nearest first, each with the feature that names it. */
  parents: { entity: string; from: string }[];
  /** The entities right below it. */
  children: string[];
}

/** An entity as its page shows it. */
export async function getEntity(
  ctx: ServiceContext,
  input: { project: string; entity: string },
): Promise<EntityDetail> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const [entity, parentOf] = await Promise.all([
      findEntity(db, project.id, input.entity),
      listEntityParents(db, project.id),
    ]);
    if (!entity) throw notFound(`Entity ${input.entity}`);
    const children = [...parentOf]
      .filter(([, parent]) => parent.entity === entity.name)
      .map(([name]) => name);
    return { entity, parents: chain(entity.name, parentOf), children };
  });
}

/** Hierarchies hold no cycle; the set keeps a broken one from running forever. */
function chain(name: string, parentOf: ReadonlyMap<string, { entity: string; from: string }>) {
  const parents: { entity: string; from: string }[] = [];
  const seen = new Set([name]);
  let next = parentOf.get(name);
  while (next && !seen.has(next.entity)) {
    seen.add(next.entity);
    parents.push(next);
    next = parentOf.get(next.entity);
  }
  return parents;
}
