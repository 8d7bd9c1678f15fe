import type { CSSProperties, ReactNode } from "react";

/** A box that scrolls, by keyboard too: it takes the focus and has a name. */
export function ScrollBox({
  label,
  className,
  style,
  children,
}: {
  label: string;
  className?: string;
  style?: CSSProperties;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus it could not be scrolled by keyboard
    <section aria-label={label} tabIndex={0} style={style} className={className}>
      {children}
    </section>
  );
}
