import type { Metadata } from "next";
import { OwnerTable } from "@/components/catalog/owner-table";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { openPage, type PageInput } from "@/lib/server/page";
import { listOwners } from "@/lib/services/owners/list";

type Input = PageInput<{ project: string }>;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `Owners · ${(await params)?.project}` };
}

export default async function OwnersPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project }, at, now }) => {
    const owners = await listOwners(ctx, { project });
    return (
      <PageBody>
        <PageHeader title="Owners">
          An owner team decides about changes to what it owns. What nobody owns, a steward or an admin
          changes.
        </PageHeader>
        <OwnerTable project={project} owners={owners} at={at} now={now} />
      </PageBody>
    );
  });
}
