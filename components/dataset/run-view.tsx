import type { ReactNode } from "react";
import { RefreshWhile } from "@/components/catalog/refresh-while";
import { EmptyState } from "@/components/ui/empty-state";
import { Progress } from "@/components/ui/progress";
import type { STATUS_WORDS } from "./words";

const REFRESH_MS = 1_000;

/** How far a dataset is while it is worked on, and why it is not there when it failed. */
export function RunView({
  status,
  run,
  isChecking,
  cancel,
}: {
  status: keyof typeof STATUS_WORDS;
  run: { phase: string; percent: number | null; error: string | null };
  isChecking: boolean;
  cancel: ReactNode;
}) {
  if (status === "queued" || status === "building") {
    return (
      <>
        <RefreshWhile everyMs={REFRESH_MS} />
        <Progress
          label={run.phase.charAt(0).toUpperCase() + run.phase.slice(1)}
          percent={run.percent}
          action={cancel}
        />
      </>
    );
  }
  if (status === "failed") {
    return (
      <EmptyState title="It could not be built">
        {run.error ?? "The reason is not known."} Nothing of it was kept.
      </EmptyState>
    );
  }
  if (status === "cancelled") {
    return <EmptyState title="The build was cancelled">Nothing of it was kept.</EmptyState>;
  }
  if (status === "deleted") {
    return (
      <EmptyState title="Its rows were deleted">
        The certificate below says what they were and what they were made from.
      </EmptyState>
    );
  }
  return isChecking ? <RefreshWhile everyMs={REFRESH_MS} /> : null;
}
