import type { Metadata } from "next";
import { CatalogResults } from "@/components/catalog/catalog-results";
import { SearchRefused } from "@/components/catalog/search-refused";
import { KIND_SECTIONS, KIND_TITLES } from "@/components/catalog/words";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { readSearchParams, type SearchInput } from "@/lib/contracts/search";
import { CATALOG_KINDS, type CatalogKind, type Facet, withoutFilter } from "@/lib/core/search/query";
import { attempt, openPage, type PageInput } from "@/lib/server/page";
import { search } from "@/lib/services/catalog/search";

type Input = PageInput<{ project: string }>;

/** The page that lists everything of one kind in a project. */
export async function CatalogIndex({ kind, ...input }: Input & { kind: CatalogKind }) {
  return openPage(input, async ({ ctx, params: { project }, search: address, at, now }) => {
    const path = `/p/${project}/${KIND_SECTIONS[kind]}`;
    const { input: read, ignored } = readSearchParams(address);
    const shown = { ...read, project: null, ...withoutKinds(read) };
    const wanted = { ...shown, project, filters: [...shown.filters, ["kind", [kind]] as [Facet, string[]]] };
    const found = await attempt(ctx, search(ctx, wanted));
    return (
      <PageBody>
        <PageHeader title={KIND_TITLES[kind]} />
        {found.ok ? (
          <CatalogResults
            place={{ path, input: shown, query: found.value.query, at }}
            results={found.value}
            kind={kind}
            project={project}
            ignored={ignored}
            now={now}
          />
        ) : (
          <SearchRefused failure={found} href={path} />
        )}
      </PageBody>
    );
  });
}

/** The page decides what it lists, whatever the address says. */
function withoutKinds({ q, filters }: SearchInput): Pick<SearchInput, "q" | "filters"> {
  return {
    q: CATALOG_KINDS.reduce((text, kind) => withoutFilter(text, "kind", kind), q),
    filters: filters.filter(([facet]) => facet !== "kind"),
  };
}

/** The title of such a page in the browser's tab. */
export async function indexMetadata(kind: CatalogKind, { params }: Input): Promise<Metadata> {
  return { title: `${KIND_TITLES[kind]} · ${(await params)?.project}` };
}
