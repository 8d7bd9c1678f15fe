import type { ReactNode } from "react";
import { CopyButton } from "./copy-button";
import { cx } from "./cx";

/** The head of a page: its title, what it is in chips, and what can be done with it. `mono` for names people type. */
export function PageHeader({
  title,
  mono = false,
  copy,
  chips,
  actions,
  children,
}: {
  title: string;
  mono?: boolean;
  /** Text for a copy button beside the title. */
  copy?: string;
  chips?: ReactNode;
  actions?: ReactNode;
  /** A sentence or two below the title. */
  children?: ReactNode;
}) {
  return (
    <header className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1
          className={cx(
            "min-w-0 break-words text-title",
            mono ? "font-mono font-[620]" : "font-[620] tracking-[-0.01em]",
          )}
        >
          {title}
        </h1>
        {copy ? <CopyButton text={copy} what={copy} className="-ml-2" /> : null}
        {chips ? <div className="flex min-w-0 flex-wrap items-center gap-1.5">{chips}</div> : null}
        {actions ? <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      {children ? <div className="max-w-[76ch] text-second">{children}</div> : null}
    </header>
  );
}

/** The padding and rhythm of a page's content. */
export function PageBody({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div className={cx("flex max-w-[1600px] flex-col gap-5 px-page pt-5 pb-12", className)}>{children}</div>
  );
}
