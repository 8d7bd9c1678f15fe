import type { Metadata } from "next";
import { activityPlace } from "@/components/catalog/activity-place";
import { ActivityTable } from "@/components/catalog/activity-table";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { openPage, type PageInput } from "@/lib/server/page";
import { listActivity } from "@/lib/services/audit/list";

type Input = PageInput<{ project: string }>;

const PAGE_ROWS = 100;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `Activity · ${(await params)?.project}` };
}

export default async function ActivityPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project }, search, at, now }) => {
    const place = activityPlace(search);
    const { items, ...pages } = await listActivity(ctx, { project, limit: PAGE_ROWS, place });
    return (
      <PageBody>
        <PageHeader title="Activity">
          Everything that was changed here, newest first: the audit log of {project}. Nothing in it is ever
          edited.
        </PageHeader>
        <ActivityTable
          project={project}
          entries={items.map((item) => ({ ...item, at: item.at.toISOString() }))}
          pages={pages}
          isNewest={place === null}
          at={at}
          now={now}
        />
      </PageBody>
    );
  });
}
