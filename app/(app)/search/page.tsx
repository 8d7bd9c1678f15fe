import type { Metadata } from "next";
import { CatalogResults } from "@/components/catalog/catalog-results";
import { ProjectScope } from "@/components/catalog/project-scope";
import { SearchRefused } from "@/components/catalog/search-refused";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { readSearchParams } from "@/lib/contracts/search";
import { attempt, openPage, type PageInput } from "@/lib/server/page";
import { search } from "@/lib/services/catalog/search";
import { listProjects } from "@/lib/services/projects/list";

export async function generateMetadata({ searchParams }: PageInput): Promise<Metadata> {
  const q = (await searchParams)?.q;
  return { title: typeof q === "string" && q !== "" ? `${q.slice(0, 60)} · Search` : "Search" };
}

export default async function SearchPage(page: PageInput) {
  return openPage(page, async ({ ctx, search: address, at, now }) => {
    const { input, ignored } = readSearchParams(address);
    const [found, projects] = await Promise.all([attempt(ctx, search(ctx, input)), listProjects(ctx)]);
    return (
      <PageBody>
        <PageHeader title="Search" />
        {found.ok ? (
          <CatalogResults
            place={{ path: "/search", input, query: found.value.query, at }}
            results={found.value}
            kind={null}
            project={input.project}
            ignored={ignored}
            scope={
              projects.length > 1 ? (
                <ProjectScope
                  projects={projects.map(({ name }) => name)}
                  place={{ path: "/search", input, query: found.value.query, at }}
                />
              ) : null
            }
            now={now}
          />
        ) : (
          <SearchRefused failure={found} href="/search" />
        )}
      </PageBody>
    );
  });
}
