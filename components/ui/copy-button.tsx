import { cx } from "./cx";

/** Copies `text`; `what` names it for screen readers ("Copy name"). With `label` the word is shown too. */
export function CopyButton({
  text,
  from,
  what,
  label,
  className,
}: {
  text?: string;
  /** The id of the element whose text is copied, where repeating the text would double the page. */
  from?: string;
  what: string;
  label?: string;
  className?: string;
}) {
  return (
    <button
      type="button"
      data-copy={text}
      data-copy-from={from}
      aria-label={label ? undefined : `Copy ${what}`}
      className={cx("copy", label && "px-2", className)}
    >
      <svg width="13" height="13" aria-hidden="true">
        <use href="#icon-copy" />
        <use href="#icon-check" />
      </svg>
      {label}
    </button>
  );
}
