import type { Metadata } from "next";
import { DatasetBuilder } from "@/components/dataset/dataset-builder";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { openPage, type PageInput, type PageSearch } from "@/lib/server/page";
import { listDatasetServices } from "@/lib/services/datasets/list-services";
import { listPreviewOptions } from "@/lib/services/preview/list-options";
import { buildDatasetAction, coverDatasetAction } from "../actions";

type Input = PageInput<{ project: string }>;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `New dataset · ${(await params)?.project}` };
}

export default async function NewDatasetPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project }, search, now }) => {
    const present = { ...ctx, at: null };
    const [options, services] = await Promise.all([
      listPreviewOptions(present, { project }),
      listDatasetServices(present, { project }),
    ]);
    const service = first(search, "service");
    return (
      <PageBody>
        <PageHeader title="New dataset">
          Joins features to your rows with what was known at each row’s time, and keeps the result with proof
          of what it was made from.
        </PageHeader>
        <DatasetBuilder
          project={project}
          options={options}
          services={services}
          given={{
            features: first(search, "features").split(",").filter(Boolean),
            service: services.includes(service) ? service : "",
          }}
          cover={coverDatasetAction}
          build={buildDatasetAction}
          now={now}
        />
      </PageBody>
    );
  });
}

function first(search: PageSearch, name: string): string {
  return [search[name]].flat()[0] ?? "";
}
