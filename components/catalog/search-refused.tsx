import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import type { ActionFailure } from "@/lib/contracts/action-result";

/** A search that could not run: what was wrong with it, and the way back to its first page. */
export function SearchRefused({ failure, href }: { failure: ActionFailure; href: string }) {
  return (
    <ErrorState
      title={failure.code === "INVALID" ? "This search cannot be read" : "Search does not answer"}
      requestId={failure.requestId}
      action={<LinkButton href={href}>Start again</LinkButton>}
    >
      {failure.message}
    </ErrorState>
  );
}
