import { Banner } from "@/components/ui/banner";
import { RefreshWhile } from "./refresh-while";

const REFRESH_MS = 2_500;

export interface DemoState {
  state: "building" | "ready" | "failed";
  phase: string;
  /** 0..100, or `null` while unknown. */
  percent: number | null;
}

/** Says that this is a demo, and how far it is while it is being built. */
export function DemoBanner({ progress }: { progress: DemoState }) {
  const { state, phase, percent } = progress;
  if (state === "failed") {
    return (
      <Banner tone="risky" label="Demo">
        <span aria-hidden="true">▲ </span>
        The demo project could not be finished. What is there can be used; starting Asof again tries once
        more.
      </Banner>
    );
  }
  if (state === "ready") {
    return (
      <Banner label="Demo">
        Demo data: three million real flights of 2001, moved by whole weeks to end this week.
      </Banner>
    );
  }
  return (
    <Banner
      label="Demo"
      action={
        <progress
          aria-label="Building the demo project"
          max={100}
          value={percent ?? undefined}
          className="h-1 w-40 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
        />
      }
    >
      <RefreshWhile everyMs={REFRESH_MS} />
      The demo project is being built{phase ? `: ${phase}` : ""}
      {percent === null ? "" : ` (${Math.floor(percent)} %)`}. Pages fill up as it goes.
    </Banner>
  );
}
