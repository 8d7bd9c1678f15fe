import { z } from "zod";
import { COMPATIBILITY_MODES } from "@/lib/core/model/definitions";
import { CATALOG_SORTS, type CatalogSort } from "@/lib/core/search/entry";
import { CATALOG_KINDS, FACETS, type Facet, QUERY_LENGTH_MAX } from "@/lib/core/search/query";
import type { SearchInput } from "../search";
import { operation } from "./operation";
import { ProjectPath } from "./paths";
import { At, AtQuery, Cursor, Instant, Limit, ListQuery, ObjectName, pageOf, Value } from "./values";

const Counts = z.record(z.string(), z.int().min(0)).describe("How many of each kind.");

export const ProjectItem = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    owner: z.string().nullable().describe("The team that owns what names no owner."),
    compatibility: z.enum(COMPATIBILITY_MODES).nullable(),
    counts: Counts,
    ownerless_count: z.int().min(0),
    created_at: Instant,
  })
  .meta({ id: "Project" });

export const CatalogItem = z
  .object({
    id: z.uuid(),
    project: z.string(),
    kind: z.enum(CATALOG_KINDS),
    name: z.string(),
    qualified: z.string().describe("Unique in the project: `group:feature` for a feature."),
    description: z.string().nullable(),
    entity: z.string().nullable(),
    owner: z.string().nullable(),
    tags: z.array(z.string()),
    type: z.string().nullable().describe("The value type of a feature."),
    computed: z.string().nullable().describe("How the values come about."),
    online: z.boolean().nullable(),
    lifecycle: z.string().nullable(),
    facts: z.record(z.string(), z.unknown()).describe("What only this kind has."),
    updated_at: Instant,
  })
  .meta({ id: "CatalogItem" });

const CatalogItemPage = pageOf("CatalogItemPage", CatalogItem);

export const ActivityItem = z
  .object({
    seq: z.string().describe("Grows with time; a whole number of any size."),
    at: Instant,
    actor: z.object({
      kind: z.enum(["person", "token", "system"]),
      id: z.string().nullable(),
      name: z.string(),
    }),
    action: z.string(),
    project: z.string().nullable(),
    target: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string() }),
    details: Value,
  })
  .meta({ id: "Activity" });

export const Lineage = z
  .object({
    centre: z.string(),
    nodes: z.array(
      z.object({
        id: z.string(),
        kind: z.enum([...CATALOG_KINDS, "column"]),
        name: z.string(),
        qualified: z.string(),
        owner: z.string().nullable(),
        lifecycle: z.string().nullable(),
        more: z
          .object({ up: z.int().min(0), down: z.int().min(0) })
          .describe("Neighbours that are not in this answer."),
      }),
    ),
    edges: z.array(z.object({ from: z.string(), to: z.string(), details: z.record(z.string(), Value) })),
  })
  .meta({ id: "Lineage" });

const SORT_NAMES: readonly string[] = CATALOG_SORTS.flatMap((sort) => [sort, `-${sort}`]);

/** Text that PostgreSQL can be asked about. */
function askable(lengthMax: number) {
  return z
    .string()
    .max(lengthMax, `may have at most ${lengthMax} characters`)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "holds a NUL character or broken Unicode");
}

const QueryText = askable(QUERY_LENGTH_MAX)
  .default("")
  .describe("Words and filters: `delay owner:ops_analytics -type:string`.");

const FACET_VALUE_LENGTH_MAX = 200;
const facetShape = Object.fromEntries(
  FACETS.map((facet) => [facet, askable(FACET_VALUE_LENGTH_MAX).min(1, "is empty").optional()]),
) as Record<Facet, z.ZodOptional<z.ZodString>>;

export const SearchQuery = z
  .strictObject({
    q: QueryText,
    project: ObjectName.optional(),
    sort: z.enum(SORT_NAMES, "is not an order of the list").optional(),
    limit: Limit,
    cursor: Cursor,
    at: At,
    ...facetShape,
  })
  .transform(
    (query): SearchInput => ({
      q: query.q,
      project: query.project ?? null,
      filters: FACETS.flatMap((facet): [Facet, string[]][] => {
        const value = query[facet];
        return value === undefined ? [] : [[facet, [value]]];
      }),
      // Safe: the enum above is made of these.
      sort: query.sort === undefined ? null : (query.sort.replace(/^-/, "") as CatalogSort),
      descending: query.sort?.startsWith("-") ?? false,
      limit: query.limit,
      cursor: query.cursor ?? null,
    }),
  );

export const SearchPage = z
  .object({
    items: z.array(CatalogItem),
    next: z.string().nullable(),
    total: z.int().min(0),
    facets: z.record(z.enum(FACETS), z.array(z.object({ value: z.string(), count: z.int().min(0) }))),
    partial: z.boolean().describe("Not every word was found; these come close."),
    unknown_filters: z.array(z.string()).describe("Parts of `q` that look like a filter and are none."),
  })
  .meta({ id: "SearchPage" });

export const listProjectsOperation = operation({
  id: "listProjects",
  tag: "catalog",
  method: "GET",
  path: "/projects",
  summary: "The projects you have a role in",
  query: AtQuery,
  response: pageOf("ProjectPage", ProjectItem),
});

export const getProjectOperation = operation({
  id: "getProject",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}",
  summary: "One project",
  params: ProjectPath,
  query: AtQuery,
  response: ProjectItem,
  isResource: true,
});

function listOperation(id: string, collection: string, summary: string) {
  return operation({
    id,
    tag: "catalog",
    method: "GET",
    path: `/projects/{project}/${collection}`,
    summary,
    params: ProjectPath,
    query: ListQuery,
    response: CatalogItemPage,
  });
}

export const listEntitiesOperation = listOperation("listEntities", "entities", "Entities by name");
export const listSourcesOperation = listOperation("listSources", "sources", "Sources by name");
export const listGroupsOperation = listOperation("listGroups", "groups", "Feature groups by name");
export const listServicesOperation = listOperation("listServices", "services", "Feature services by name");

export const listActivityOperation = operation({
  id: "listActivity",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/activity",
  summary: "What happened in a project, newest first",
  params: ProjectPath,
  query: z.strictObject({ limit: Limit, cursor: Cursor }),
  response: pageOf("ActivityPage", ActivityItem),
});

export const getLineageOperation = operation({
  id: "getLineage",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/lineage",
  summary: "What a thing is made from and what is made from it, one hop each way",
  params: ProjectPath,
  query: z.strictObject({
    node: z
      .string("is missing")
      .max(300, "is too long")
      .regex(
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/[^\p{Cc}]{1,255})?$/u,
        "is not the id of an object, nor `<source id>/<column>`",
      )
      .describe("The id of an object, or `<source id>/<column>`."),
    level: z.enum(["group", "feature"], "is group or feature").default("group"),
    at: At,
  }),
  response: Lineage,
});

export const searchOperation = operation({
  id: "search",
  tag: "catalog",
  method: "GET",
  path: "/search",
  summary: "Searches everything you may see",
  query: SearchQuery,
  response: SearchPage,
});
