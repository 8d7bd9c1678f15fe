import type { Metadata } from "next";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageBody, PageHeader } from "@/components/ui/page-header";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <PageBody>
      <PageHeader title="Not found" />
      <EmptyState
        title="There is nothing at this address, or you may not see it"
        action={
          <>
            <LinkButton href="/search">Search the catalog</LinkButton>
            <LinkButton href="/" variant="ghost">
              Home
            </LinkButton>
          </>
        }
      >
        It may have been renamed, or it did not exist yet at the moment you look at. Projects are shown to
        people who have a role in them; an administrator can grant one.
      </EmptyState>
    </PageBody>
  );
}
