import type { ChipTone } from "@/components/ui/chip";
import type { RunStatus, TaskStatus } from "@/lib/core/materialization/run";

const STATES: Record<RunStatus | TaskStatus, { text: string; tone: ChipTone }> = {
  queued: { text: "queued", tone: "neutral" },
  waiting: { text: "waiting", tone: "neutral" },
  running: { text: "running", tone: "accent" },
  succeeded: { text: "✓ succeeded", tone: "safe" },
  skipped: { text: "left out", tone: "neutral" },
  failed: { text: "✕ failed", tone: "breaking" },
  cancelled: { text: "cancelled", tone: "risky" },
};

/** How a run or a step of it stands, for people. */
export function stateChip(status: RunStatus | TaskStatus): { text: string; tone: ChipTone } {
  return STATES[status];
}
