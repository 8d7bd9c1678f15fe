import type { Metadata } from "next";
import { SearchRefused } from "@/components/catalog/search-refused";
import { VersionTable } from "@/components/catalog/version-table";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { attempt, openPage, type PageInput } from "@/lib/server/page";
import { listRecentVersions } from "@/lib/services/versions/list-recent";

type Input = PageInput<{ project: string }>;

const PAGE_ROWS = 50;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `Versions · ${(await params)?.project}` };
}

export default async function VersionsPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project }, search, at, now }) => {
    const cursor = typeof search.cursor === "string" ? search.cursor : null;
    const found = await attempt(ctx, listRecentVersions(ctx, { project, limit: PAGE_ROWS, cursor }));
    return (
      <PageBody>
        <PageHeader title="Versions">
          Published versions of feature groups, newest first. A version never changes; old ones stay readable.
        </PageHeader>
        {found.ok ? (
          <VersionTable
            project={project}
            versions={found.value.items.map((version) => ({
              ...version,
              createdAt: version.createdAt.toISOString(),
            }))}
            pages={found.value}
            at={at}
            now={now}
          />
        ) : (
          <SearchRefused failure={found} href={`/p/${project}/versions`} />
        )}
      </PageBody>
    );
  });
}
