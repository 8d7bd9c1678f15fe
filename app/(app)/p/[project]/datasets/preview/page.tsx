import type { Metadata } from "next";
import { PreviewWorkbench } from "@/components/preview/preview-workbench";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { getContainer } from "@/lib/server/container";
import { openPage, type PageInput, type PageSearch } from "@/lib/server/page";
import { listPreviewOptions } from "@/lib/services/preview/list-options";
import { explainCellAction, proveNoLeakAction, runPreviewAction } from "./actions";

type Input = PageInput<{ project: string }>;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `Preview · ${(await params)?.project}` };
}

/** A point-in-time join of features from any groups, tried out on a few rows; nothing is stored. */
export default async function PreviewPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project }, search, now }) => {
    const options = await listPreviewOptions({ ...ctx, at: null }, { project });
    return (
      <PageBody>
        <PageHeader title="Preview">
          Joins features to rows of your own, with what was known at each row’s time. Nothing is stored.
        </PageHeader>
        <PreviewWorkbench
          project={project}
          options={options}
          query={queryText(search)}
          run={runPreviewAction}
          explain={explainCellAction}
          prove={proveNoLeakAction}
          publicUrl={getContainer().env.publicUrl}
          now={now}
        />
      </PageBody>
    );
  });
}

/** The first value of each name. */
function queryText(search: PageSearch): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const [first] = [value].flat();
    if (first !== undefined) query.set(name, first);
  }
  return query.toString();
}
