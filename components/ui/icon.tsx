import { cx } from "./cx";

export type IconName =
  | "alert"
  | "check"
  | "chevron-down"
  | "chevron-left"
  | "chevron-right"
  | "close"
  | "columns"
  | "copy"
  | "delete"
  | "down"
  | "download"
  | "error"
  | "external"
  | "info"
  | "lock"
  | "menu"
  | "monitor"
  | "moon"
  | "more"
  | "plus"
  | "right"
  | "search"
  | "settings"
  | "sidebar"
  | "sign-out"
  | "sun"
  | "switch"
  | "up";

/** A decorative icon from the page's sprite. Meaning is always in words beside it or in the control's label. */
export function Icon({ name, size = 14, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      width={size}
      height={size}
      className={cx("shrink-0", className)}
      aria-hidden="true"
      focusable="false"
    >
      <use href={`#icon-${name}`} />
    </svg>
  );
}
