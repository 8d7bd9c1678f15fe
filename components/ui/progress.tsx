import type { ReactNode } from "react";

/**
 * Long work: what it is doing, how far it is, and a way to stop it. `percent` is 0..100, or null while unknown.
 * Give the cancel button as `action`.
 */
export function Progress({
  label,
  percent,
  detail,
  action,
}: {
  label: string;
  percent: number | null;
  /** Rows and rate: "1 200 000 rows, 840 000 a second". */
  detail?: string;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-2 rounded-panel border border-line px-4 py-3">
      <div className="flex min-h-7 items-center gap-3">
        <p className="min-w-0 flex-1" role="status">
          <span className="font-medium">{label}</span>
          {detail ? <span className="text-third"> {detail}</span> : null}
        </p>
        {percent === null ? null : <span className="text-third">{Math.floor(percent)} %</span>}
        {action}
      </div>
      <progress
        aria-label={label}
        max={100}
        value={percent ?? undefined}
        className="h-1 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width] [&::-webkit-progress-value]:duration-160 [&:indeterminate]:animate-pulse [&:indeterminate]:bg-accent"
      />
    </div>
  );
}
