import "server-only";
import { addFilter, type CatalogKind, parseCatalogQuery } from "@/lib/core/search/query";
import { type CatalogPage, searchCatalog } from "@/lib/store/catalog";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** What one project holds of one kind, by name. An unknown project is not an empty one. */
export async function listEntries(
  ctx: ServiceContext,
  input: { project: string; kind: CatalogKind; limit: number; cursor: string | null },
): Promise<CatalogPage> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const query = parseCatalogQuery("");
  addFilter(query, "kind", input.kind);
  return await read(ctx, (db) =>
    searchCatalog(db, {
      projectIds: [project.id],
      query,
      sort: "name",
      descending: false,
      limit: input.limit,
      cursor: input.cursor,
      cursorKey: ctx.cursorKey,
    }),
  );
}
