import Link from "next/link";
import type { ReactNode } from "react";
import type { Lifecycle } from "@/lib/core/model/definitions";
import { cx } from "./cx";

export type ChipTone = "neutral" | "accent" | "safe" | "risky" | "breaking";
export type Verdict = "safe" | "risky" | "breaking";

const GLYPHS: Record<Verdict, string> = { safe: "✓", risky: "▲", breaking: "✕" };

export interface ChipProps {
  tone?: ChipTone;
  href?: string;
  mono?: boolean;
  /** Shown on hover and focus. */
  tip?: string;
  children: ReactNode;
}

/** A short fact about the thing it stands beside. Tones other than neutral need a word that says the same. */
export function Chip({ tone = "neutral", href, mono = false, tip, children }: ChipProps) {
  const shared = {
    className: cx("chip", mono && "font-mono"),
    "data-tone": tone === "neutral" ? undefined : tone,
    "data-tip": tip,
  };
  return href ? (
    <Link href={href} prefetch={false} {...shared}>
      {children}
    </Link>
  ) : (
    <span {...shared}>{children}</span>
  );
}

/** safe, risky or breaking, by glyph and word as well as colour. `children` replaces the word (`no leak found`). */
export function VerdictChip({
  verdict,
  children,
  tip,
}: {
  verdict: Verdict;
  children?: ReactNode;
  tip?: string;
}) {
  return (
    <Chip tone={verdict} tip={tip}>
      <Glyph verdict={verdict} />
      {children ?? verdict}
    </Chip>
  );
}

/** Only what is not active needs saying. */
export function LifecycleChip({ lifecycle, tip }: { lifecycle: Lifecycle; tip?: string }) {
  if (lifecycle === "active") return null;
  return (
    <Chip tone={lifecycle === "deprecated" ? "risky" : "neutral"} tip={tip}>
      {lifecycle === "deprecated" ? <Glyph verdict="risky" /> : null}
      {lifecycle}
    </Chip>
  );
}

export function VersionChip({ version, href, tip }: { version: number; href?: string; tip?: string }) {
  return (
    <Chip href={href} tip={tip}>
      v{version}
    </Chip>
  );
}

export function Chips({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cx("flex min-w-0 flex-wrap items-center gap-1.5", className)}>{children}</div>;
}

function Glyph({ verdict }: { verdict: Verdict }) {
  return (
    <span aria-hidden="true" data-glyph={GLYPHS[verdict]}>
      {GLYPHS[verdict]}
    </span>
  );
}
