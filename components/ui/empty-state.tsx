import type { ReactNode } from "react";

/** Nothing here: what this place is for, and the one thing to do about it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-1 rounded-panel border border-line border-dashed px-6 py-8">
      <p className="font-semibold">{title}</p>
      {children ? <div className="max-w-prose text-second">{children}</div> : null}
      {action ? <div className="mt-3 flex flex-wrap gap-2">{action}</div> : null}
    </div>
  );
}
