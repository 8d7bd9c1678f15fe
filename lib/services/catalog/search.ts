import "server-only";
import type { SearchInput } from "@/lib/contracts/search";
import { notFound } from "@/lib/core/errors";
import { addFilter, type CatalogQuery, parseCatalogQuery } from "@/lib/core/search/query";
import { type CatalogPage, searchCatalog } from "@/lib/store/catalog";
import { listProjects } from "@/lib/store/projects";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { visibleProjectIds } from "../visible-projects";

export interface SearchResult extends CatalogPage {
  query: CatalogQuery;
}

/** Searches everything the actor may see, or one project of it; a project that is not there is NOT_FOUND. */
export async function search(ctx: ServiceContext, input: SearchInput): Promise<SearchResult> {
  authorize(ctx, "system:read");
  const query = parseCatalogQuery(input.q);
  for (const [facet, values] of input.filters) for (const value of values) addFilter(query, facet, value);
  const sort = input.sort ?? (query.terms.length > 0 ? "relevance" : "name");
  const page = await read(ctx, async (db) => {
    const projects = await listProjects(db, visibleProjectIds(ctx));
    const wanted = projects.filter((project) => input.project === null || project.name === input.project);
    if (input.project !== null && wanted.length === 0) throw notFound(`Project ${input.project}`);
    return await searchCatalog(db, {
      projectIds: wanted.map((project) => project.id),
      query,
      sort,
      descending: input.descending,
      limit: input.limit,
      cursor: input.cursor,
      cursorKey: ctx.cursorKey,
    });
  });
  return { ...page, query };
}
