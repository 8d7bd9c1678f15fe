import { readSearchParams, SearchFileQuery } from "@/lib/contracts/search";
import type { CatalogEntry } from "@/lib/core/search/entry";
import { formatCsv } from "@/lib/format/csv";
import { defineRoute } from "@/lib/server/route";
import { search } from "@/lib/services/catalog/search";

const PAGE_ROWS = 1_000;
/** Excel reads UTF-8 only with it. */
const BYTE_ORDER_MARK = "\ufeff";

/** All entries of a search as a CSV file, read page by page. */
export const GET = defineRoute({
  name: "search-csv",
  query: SearchFileQuery,
  run: async (ctx, { query: { of } }) => {
    const { input } = readSearchParams(paramsOf(of));
    let page = await search(ctx, { ...input, limit: PAGE_ROWS, cursor: null });
    let isFirst = true;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (!isFirst && page.next !== null)
          page = await search(ctx, { ...input, limit: PAGE_ROWS, cursor: page.next });
        controller.enqueue(encode(page.items, isFirst));
        isFirst = false;
        if (page.next === null) controller.close();
      },
    });
    return new Response(body, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="catalog.csv"',
        "cache-control": "private, no-store",
      },
    });
  },
});

const HEADERS = [
  "project",
  "kind",
  "name",
  "description",
  "entity",
  "owner",
  "tags",
  "type",
  "computed",
  "online",
  "lifecycle",
  "updated_at",
];

function encode(entries: readonly CatalogEntry[], withHeader: boolean): Uint8Array {
  const columns = HEADERS.map((header) => ({ header, numeric: false }));
  const text = formatCsv(columns, entries.map(cellsOf));
  return new TextEncoder().encode(withHeader ? BYTE_ORDER_MARK + text : text.slice(text.indexOf("\r\n") + 2));
}

function cellsOf(entry: CatalogEntry) {
  const { project, kind, qualified, description, entity, owner, tags, valueType, computation, online } =
    entry;
  return [
    project,
    kind,
    qualified,
    description,
    entity,
    owner,
    tags.join(", "),
    valueType,
    computation,
    online,
    entry.lifecycle,
    entry.updatedAt.toISOString(),
  ];
}

function paramsOf(text: string): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = {};
  const given = new URLSearchParams(text);
  for (const name of new Set(given.keys())) {
    const values = given.getAll(name);
    params[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return params;
}
