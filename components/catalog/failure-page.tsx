"use client";

import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { readFailureDigest } from "@/lib/contracts/failure-digest";
import type { ErrorCode } from "@/lib/core/errors";

const TITLES: Partial<Record<ErrorCode, string>> = {
  UNAVAILABLE: "Something Asof needs does not answer",
  TIMEOUT: "This took too long",
  LIMIT: "This is too much at once",
  INVALID: "The address of this page is not right",
};

/** A page that could not be shown: the public words of the failure, and a way on. */
export function FailurePage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = typeof error === "object" && error !== null && "digest" in error ? error.digest : null;
  const told = readFailureDigest(digest);
  return (
    <PageBody>
      <PageHeader title="This page could not be shown" />
      <ErrorState
        title={(told && TITLES[told.code]) ?? "Something failed on our side"}
        safe="Nothing was changed."
        requestId={told?.requestId}
        action={
          <>
            <Button onClick={() => retry()}>Try again</Button>
            <LinkButton href="/" variant="ghost">
              Home
            </LinkButton>
          </>
        }
      >
        {told?.message ?? (typeof digest === "string" ? `Quote ${digest} when you report it.` : null)}
      </ErrorState>
    </PageBody>
  );
}
