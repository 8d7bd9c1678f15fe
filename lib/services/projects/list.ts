import "server-only";
import { type ProjectSummary, summarizeProjects } from "@/lib/store/projects";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { visibleProjectIds } from "../visible-projects";

/** The projects the actor has a role in; all of them for an admin. */
export async function listProjects(ctx: ServiceContext): Promise<ProjectSummary[]> {
  authorize(ctx, "system:read");
  return await read(ctx, (db) => summarizeProjects(db, visibleProjectIds(ctx)));
}
