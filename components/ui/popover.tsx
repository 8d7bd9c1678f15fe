import { type ReactNode, useId } from "react";
import { ButtonContent, type ButtonLook, buttonClass } from "./button";
import { cx } from "./cx";

export const FLOATING_CLASS =
  "rounded-panel border-0 bg-page p-3 text-ink shadow-float [position-try-fallbacks:flip-block,flip-inline,flip-block_flip-inline]";

/**
 * Content beside a button, open until something else is clicked or Escape is pressed. It is the platform's own
 * popover, so it works before and without JavaScript.
 */
export function Popover({
  label,
  children,
  align = "start",
  look = {},
  className,
  buttonLabel,
}: {
  /** What the button shows. */
  label: ReactNode;
  /** The button's accessible name, where `label` is not text. */
  buttonLabel?: string;
  children: ReactNode;
  align?: "start" | "end";
  look?: Pick<ButtonLook, "variant" | "size" | "icon">;
  className?: string;
}) {
  const id = useId();
  const anchor = `--a${id.replace(/[^\w]/g, "")}`;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={buttonLabel}
        className={buttonClass(look)}
        style={{ anchorName: anchor }}
      >
        <ButtonContent {...look}>{label}</ButtonContent>
      </button>
      <div
        id={id}
        popover="auto"
        style={{ positionAnchor: anchor }}
        className={cx(
          FLOATING_CLASS,
          "m-0 mt-1 max-w-96 [inset:auto]",
          align === "start" ? "[position-area:bottom_span-right]" : "[position-area:bottom_span-left]",
          className,
        )}
      >
        {children}
      </div>
    </>
  );
}
