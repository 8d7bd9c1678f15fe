import "server-only";
import { Prisma } from "@/generated/prisma/client";
import type { CatalogEntry, CatalogSort, FacetCounts } from "@/lib/core/search/entry";
import { type CatalogQuery, FACETS, type Facet, type FacetFilter, NONE } from "@/lib/core/search/query";
import type { Db } from "./client";
import { type Position, readCursor, writeCursor } from "./cursor";

export interface CatalogPage {
  items: CatalogEntry[];
  next: string | null;
  previous: string | null;
  total: number;
  facets: FacetCounts;
  /** Not every word was found: these are entries with some of them, or with similar names. */
  partial: boolean;
}

export interface CatalogSearch {
  projectIds: readonly string[];
  query: CatalogQuery;
  sort: CatalogSort;
  descending: boolean;
  limit: number;
  cursor: string | null;
  cursorKey: string;
}

const FACET_VALUES_MAX = 50;

/** One page of entries, ranked or sorted, with counts; falls back to partial matches when nothing has all words. */
export async function searchCatalog(db: Db, search: CatalogSearch): Promise<CatalogPage> {
  const exact = await searchWith(db, search, matchAll(search.query.terms));
  if (exact.total > 0 || search.query.terms.length === 0) return { ...exact, partial: false };
  return { ...(await searchWith(db, search, matchSome(search.query.terms))), partial: true };
}

type Row = Omit<CatalogEntry, "facts"> & { facts: CatalogEntry["facts"]; sort_value: string | number | null };

async function searchWith(db: Db, search: CatalogSearch, match: Prisma.Sql) {
  const base = Prisma.sql`SELECT e.*, ${relevance(search.query.terms)} AS relevance FROM catalog_entry e
    WHERE e.project_id = ANY (${[...search.projectIds]}::uuid[]) AND ${match}`;
  const filters = Prisma.join(
    [Prisma.sql`true`, ...FACETS.map((facet) => filterOf(facet, search.query))],
    " AND ",
  );
  const order = `${search.sort}${search.descending ? "-" : ""}`;
  const after = search.cursor === null ? null : readCursor(search.cursor, order, search.cursorKey);
  const [rows, counts] = await Promise.all([
    db.$queryRaw<Row[]>`WITH base AS (${base})
      SELECT e.id, p.name AS project, e.kind, e.name, e.qualified, e.description, e.entity, e.owner, e.tags,
        e.value_type AS "valueType", e.computation, e.online, e.lifecycle, e.facts, e.updated_at AS "updatedAt",
        ${SORTS[search.sort]} AS sort_value
      FROM base e JOIN project p ON p.id = e.project_id
      WHERE ${filters} AND ${afterPosition(search, after)}
      ORDER BY ${orderOf(search, after?.isBackward ?? false)} LIMIT ${search.limit + 1}`,
    countFacets(db, base, search.query),
  ]);
  const hasMore = rows.length > search.limit;
  const page = rows.slice(0, search.limit);
  if (after?.isBackward) page.reverse();
  const cursorAt = (row: Row | undefined, isBackward: boolean) =>
    row ? writeCursor({ order, value: row.sort_value, id: row.id, isBackward }, search.cursorKey) : null;
  return {
    items: page.map(({ sort_value: _, ...entry }) => entry),
    // The row that a cursor names lies on the other side of the page it asks for.
    next: after?.isBackward || hasMore ? cursorAt(page.at(-1), false) : null,
    previous: (after?.isBackward ? hasMore : after !== null) ? cursorAt(page[0], true) : null,
    total: counts.total,
    facets: counts.facets,
  };
}

const SORTS: Record<CatalogSort, Prisma.Sql> = {
  relevance: Prisma.sql`lpad(e.relevance::text, 4, '0') || ' ' || e.qualified`,
  name: Prisma.sql`e.qualified`,
  owner: Prisma.sql`e.owner`,
  entity: Prisma.sql`e.entity`,
  type: Prisma.sql`e.value_type`,
  kind: Prisma.sql`e.kind`,
  lifecycle: Prisma.sql`e.lifecycle`,
  updated: Prisma.sql`to_char(e.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
};

/** By value, nulls last, then by id; all of it turned around to read the page before a row. */
function orderOf({ sort, descending }: CatalogSearch, isBackward: boolean): Prisma.Sql {
  const direction = descending === isBackward ? Prisma.sql`ASC NULLS` : Prisma.sql`DESC NULLS`;
  return isBackward
    ? Prisma.sql`${SORTS[sort]} ${direction} FIRST, e.id DESC`
    : Prisma.sql`${SORTS[sort]} ${direction} LAST, e.id`;
}

/** Rows on the far side of a position, in the order of {@link orderOf}. */
function afterPosition({ sort, descending }: CatalogSearch, position: Position | null): Prisma.Sql {
  if (position === null) return Prisma.sql`true`;
  const { value, id, isBackward = false } = position;
  const column = SORTS[sort];
  const idBeyond = isBackward ? Prisma.sql`e.id < ${id}::uuid` : Prisma.sql`e.id > ${id}::uuid`;
  if (value === null) {
    const tail = Prisma.sql`(${column} IS NULL AND ${idBeyond})`;
    return isBackward ? Prisma.sql`(${column} IS NOT NULL OR ${tail})` : tail;
  }
  const beyond =
    descending === isBackward ? Prisma.sql`${column} > ${value}` : Prisma.sql`${column} < ${value}`;
  const nulls = isBackward ? Prisma.sql`false` : Prisma.sql`${column} IS NULL`;
  return Prisma.sql`(${beyond} OR ${nulls} OR (${column} = ${value} AND ${idBeyond}))`;
}

const DOCUMENT = Prisma.sql`catalog_document(e.qualified, e.description, e.entity, e.owner, e.tags)`;

function matchAll(terms: readonly string[]): Prisma.Sql {
  if (terms.length === 0) return Prisma.sql`true`;
  return Prisma.sql`${DOCUMENT} @@ to_tsquery('simple', ${terms.map(prefix).join(" & ")})`;
}

function matchSome(terms: readonly string[]): Prisma.Sql {
  const any = terms.map(prefix).join(" | ");
  return Prisma.sql`(${DOCUMENT} @@ to_tsquery('simple', ${any}) OR e.name % ${terms.join("_")})`;
}

/**
 * A term as a tsquery of prefixes: `user_id` is one word, and also two. Terms hold letters, digits and underscores
 * only, so quoting makes any of them a safe lexeme.
 */
function prefix(term: string): string {
  const parts = term.split("_").filter(Boolean);
  const whole = `'${term}':*`;
  return parts.length > 1 ? `(${whole} | (${parts.map((part) => `'${part}':*`).join(" & ")}))` : whole;
}

/** Smaller is better: exact name, exact qualified name, prefix of the name, words of the name, the rest; retired last. */
function relevance(terms: readonly string[]): Prisma.Sql {
  const text = terms.join("_");
  if (text === "") return Prisma.sql`0`;
  return Prisma.sql`(CASE
      WHEN e.name = ${text} THEN 0
      WHEN translate(e.qualified, ':/', '__') = ${text} THEN 1
      WHEN starts_with(e.name, ${text}) THEN 2
      WHEN starts_with(e.qualified, ${text}) THEN 3
      WHEN to_tsvector('simple', e.name || ' ' || translate(e.name, '_', ' ')) @@ to_tsquery('simple', ${terms.map(prefix).join(" & ")}) THEN 4
      ELSE 9 - round(4 * similarity(e.name, ${text}))::int END
    + CASE e.lifecycle WHEN 'deprecated' THEN 10 WHEN 'retired' THEN 20 ELSE 0 END)`;
}

const FACET_COLUMNS: Record<Exclude<Facet, "tag">, Prisma.Sql> = {
  kind: Prisma.sql`e.kind`,
  entity: Prisma.sql`e.entity`,
  owner: Prisma.sql`e.owner`,
  type: Prisma.sql`e.value_type`,
  computed: Prisma.sql`e.computation`,
  online: Prisma.sql`CASE e.online WHEN true THEN 'yes' WHEN false THEN 'no' END`,
  lifecycle: Prisma.sql`e.lifecycle`,
};

function filterOf(facet: Facet, query: CatalogQuery): Prisma.Sql {
  const filter = query.filters[facet];
  if (!filter) return Prisma.sql`true`;
  return facet === "tag" ? tagFilter(filter) : columnFilter(FACET_COLUMNS[facet], filter);
}

function columnFilter(column: Prisma.Sql, { any, not }: FacetFilter): Prisma.Sql {
  const demand =
    any.length === 0 ? Prisma.sql`true` : Prisma.sql`coalesce(${column}, ${NONE}) = ANY (${any})`;
  const ban = not.length === 0 ? Prisma.sql`true` : Prisma.sql`coalesce(${column}, ${NONE}) <> ALL (${not})`;
  return Prisma.sql`${demand} AND ${ban}`;
}

function tagFilter({ any, not }: FacetFilter): Prisma.Sql {
  const tags = Prisma.sql`CASE WHEN cardinality(e.tags) = 0 THEN ARRAY[${NONE}] ELSE e.tags END`;
  const demand = any.length === 0 ? Prisma.sql`true` : Prisma.sql`${tags} && ${any}`;
  const ban = not.length === 0 ? Prisma.sql`true` : Prisma.sql`NOT (${tags} && ${not})`;
  return Prisma.sql`${demand} AND ${ban}`;
}

async function countFacets(db: Db, base: Prisma.Sql, query: CatalogQuery) {
  const flags = FACETS.map(
    (facet) => Prisma.sql`(${filterOf(facet, query)}) AS ${Prisma.raw(`"in_${facet}"`)}`,
  );
  const others = (facet: Facet | null) =>
    Prisma.join(
      [
        Prisma.sql`true`,
        ...FACETS.filter((f) => f !== facet).map((f) => Prisma.sql`${Prisma.raw(`"in_${f}"`)}`),
      ],
      " AND ",
    );
  const branches = FACETS.map((facet) => {
    const name = Prisma.sql`${facet}::text`;
    return facet === "tag"
      ? Prisma.sql`(SELECT ${name} AS facet, t.tag AS value, count(*)::int AS count FROM flagged e
          CROSS JOIN LATERAL unnest(CASE WHEN cardinality(e.tags) = 0 THEN ARRAY[${NONE}] ELSE e.tags END) AS t (tag)
          WHERE ${others(facet)} GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${FACET_VALUES_MAX})`
      : Prisma.sql`(SELECT ${name} AS facet, coalesce(${FACET_COLUMNS[facet]}, ${NONE}) AS value, count(*)::int AS count FROM flagged e
          WHERE ${others(facet)} GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${FACET_VALUES_MAX})`;
  });
  const rows = await db.$queryRaw<{ facet: Facet | "total"; value: string; count: number }[]>`
    WITH base AS (${base}), flagged AS MATERIALIZED (SELECT e.*, ${Prisma.join(flags)} FROM base e)
    ${Prisma.join(branches, " UNION ALL ")}
    UNION ALL (SELECT 'total', '', count(*)::int FROM flagged e WHERE ${others(null)})`;
  const facets = Object.fromEntries(FACETS.map((facet) => [facet, []])) as unknown as FacetCounts;
  let total = 0;
  for (const row of rows) {
    if (row.facet === "total") total = row.count;
    else facets[row.facet].push({ value: row.value, count: row.count });
  }
  return { total, facets };
}
