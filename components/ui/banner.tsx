import type { ReactNode } from "react";
import type { ChipTone } from "./chip";
import { cx } from "./cx";

const TONES: Record<ChipTone, string> = {
  neutral: "bg-raised text-second",
  accent: "bg-accent-tint text-ink",
  safe: "bg-safe-tint text-ink",
  risky: "bg-risky-tint text-ink",
  breaking: "bg-breaking-tint text-ink",
};

/** A line across the page that changes how everything below is to be read: the past, the demo. */
export function Banner({
  tone = "neutral",
  label,
  children,
  action,
}: {
  tone?: ChipTone;
  label: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      className={cx(
        "flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-page py-1",
        TONES[tone],
      )}
    >
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </section>
  );
}
