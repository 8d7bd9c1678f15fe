import type { CSSProperties, ReactNode } from "react";

/** A box that scrolls, by keyboard too: it takes the focus and has a name. */
export function ScrollBox({
  label,
  isLandmark = true,
  className,
  style,
  children,
}: {
  label: string;
  /** Landmarks need a name that no other of the page has. */
  isLandmark?: boolean;
  className?: string;
  style?: CSSProperties;
  children: ReactNode;
}) {
  if (!isLandmark) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: as below
      // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
      <div role="group" aria-label={label} tabIndex={0} style={style} className={className}>
        {children}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus it could not be scrolled by keyboard
    <section aria-label={label} tabIndex={0} style={style} className={className}>
      {children}
    </section>
  );
}
