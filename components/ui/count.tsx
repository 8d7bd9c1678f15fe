import { formatCount } from "@/lib/format/number";
import type { Verdict } from "./chip";
import { cx } from "./cx";

const TONES: Record<Verdict, string> = {
  safe: "bg-safe-tint text-safe",
  risky: "bg-risky-tint text-risky",
  breaking: "bg-breaking-tint text-breaking",
};

/** A number beside a label. With a tone it becomes a badge; the label beside it has to say what is counted. */
export function Count({ value, tone, className }: { value: number; tone?: Verdict; className?: string }) {
  return (
    <span
      className={cx(
        "font-normal",
        tone ? cx("rounded-chip px-1.5 py-px text-sm font-medium", TONES[tone]) : "text-third",
        className,
      )}
    >
      {formatCount(value)}
    </span>
  );
}
