import { listProjectsOperation } from "@/lib/contracts/api/catalog";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { projectWire } from "@/lib/server/wire/catalog";
import { listProjects } from "@/lib/services/projects/list";

export const GET = defineApiRoute(listProjectsOperation, async (ctx) => {
  const projects = await listProjects(ctx);
  return { items: projects.map(projectWire), next: null, total: projects.length };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
