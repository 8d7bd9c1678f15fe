import type { Metadata } from "next";
import { RefreshWhile } from "@/components/catalog/refresh-while";
import { SearchRefused } from "@/components/catalog/search-refused";
import { DatasetTable } from "@/components/dataset/dataset-table";
import { featureText } from "@/components/dataset/words";
import { LinkButton } from "@/components/ui/link-button";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { attempt, openPage, type PageInput } from "@/lib/server/page";
import { listDatasets } from "@/lib/services/datasets/list";

type Input = PageInput<{ project: string }>;

const PAGE_ROWS = 50;
const REFRESH_MS = 3_000;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `Datasets · ${(await params)?.project}` };
}

export default async function DatasetsPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project }, search, now }) => {
    const cursor = typeof search.cursor === "string" ? search.cursor : null;
    const found = await attempt(ctx, listDatasets(ctx, { project, limit: PAGE_ROWS, cursor }));
    const items = found.ok ? found.value.items : [];
    const isWorking = items.some(({ status }) => status === "queued" || status === "building");
    return (
      <PageBody>
        <PageHeader
          title="Datasets"
          actions={
            <LinkButton variant="primary" href={`/p/${project}/datasets/new`}>
              New dataset
            </LinkButton>
          }
        >
          Training datasets: features joined to a spine as of each row’s time, kept with a certificate of what
          they were made from.
        </PageHeader>
        {isWorking ? <RefreshWhile everyMs={REFRESH_MS} /> : null}
        {found.ok ? (
          <DatasetTable
            project={project}
            datasets={items.map(({ request, ...dataset }) => ({
              ...dataset,
              features: request.features.map(featureText),
              createdAt: dataset.createdAt.toISOString(),
            }))}
            next={found.value.next}
            isFirstPage={cursor === null}
            now={now}
          />
        ) : (
          <SearchRefused failure={found} href={`/p/${project}/datasets`} />
        )}
      </PageBody>
    );
  });
}
