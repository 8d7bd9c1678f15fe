import type { ReactNode } from "react";
import { cx } from "./cx";

/** A part of a page with a heading. `panel` draws it as a bordered box, for the right rail. */
export function Section({
  title,
  id,
  aside,
  panel = false,
  children,
  className,
}: {
  title: string;
  id?: string;
  /** Shown at the right of the heading: a count, a link. */
  aside?: ReactNode;
  panel?: boolean;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section
      id={id}
      className={cx(
        panel ? "overflow-hidden rounded-panel border border-line" : "flex flex-col gap-2",
        className,
      )}
    >
      <div
        className={cx("flex items-center justify-between gap-3", panel && "border-line border-b px-3 py-2")}
      >
        <h2 className={cx("font-semibold", panel ? "text-sm text-second" : "text-base")}>{title}</h2>
        {aside ? <div className="text-sm text-third">{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}

/** The page's columns: main content and, from 1100 px, a rail of 288 px beside it; below that the rail follows. */
export function WithRail({ children, rail }: { children: ReactNode; rail: ReactNode }) {
  return (
    <div className="@container">
      <div className="grid grid-cols-1 gap-6 @min-[880px]:grid-cols-[minmax(0,1fr)_288px]">
        <div className="flex min-w-0 flex-col gap-6">{children}</div>
        <aside aria-label="Details" className="flex min-w-0 flex-col gap-4">
          {rail}
        </aside>
      </div>
    </div>
  );
}
