import "server-only";
import { can } from "@/lib/core/access/policy";
import { notFound } from "@/lib/core/errors";
import type { SourceDefinition } from "@/lib/core/model/definitions";
import { findSource, type ObjectView } from "@/lib/store/object-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

export interface SourceDetail {
  source: ObjectView<SourceDefinition>;
  /** Whether the actor may see rows of it. */
  seesValues: boolean;
}

/** A source as its page shows it. */
export async function getSource(
  ctx: ServiceContext,
  input: { project: string; source: string },
): Promise<SourceDetail> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const source = await read(ctx, (db) => findSource(db, project.id, input.source));
  if (!source) throw notFound(`Source ${input.source}`);
  const { allowed } = can(ctx.actor.rights, "values:read", { projectId: project.id });
  return { source, seesValues: allowed };
}
