import type { ButtonHTMLAttributes, ReactNode } from "react";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "small" | "medium";

export interface ButtonLook {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: IconName;
  /** The key that does the same, shown after the label. */
  hint?: string;
  children?: ReactNode;
}

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "border-ink bg-ink text-page hover:opacity-88",
  secondary: "border-line-strong bg-page text-ink hover:bg-hover",
  ghost: "border-transparent bg-transparent text-second hover:bg-hover hover:text-ink",
  danger: "border-line-strong bg-page text-breaking hover:bg-breaking-tint",
};

const SIZES: Record<ButtonSize, string> = {
  small: "h-6 gap-1 px-2 text-sm",
  medium: "h-7 gap-1.5 px-3 text-base pointer-coarse:h-9",
};

export function buttonClass(
  { variant = "secondary", size = "medium" }: ButtonLook,
  className?: string,
): string {
  return cx(
    "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-control border font-semibold no-underline transition-[background-color,opacity] duration-120 ease-quiet",
    "focus-visible:rounded-control disabled:opacity-50 aria-disabled:opacity-50",
    VARIANTS[variant],
    SIZES[size],
    className,
  );
}

export function ButtonContent({ variant, icon, hint, children }: ButtonLook) {
  return (
    <>
      {icon ? <Icon name={icon} /> : null}
      {children}
      {hint ? (
        <span
          className={cx(
            "font-normal pointer-coarse:hidden",
            variant === "primary" ? "opacity-60" : "text-third",
          )}
          aria-hidden="true"
        >
          {hint}
        </span>
      ) : null}
    </>
  );
}

/** A button. Icon-only buttons need `aria-label`. */
export function Button({
  variant,
  size,
  icon,
  hint,
  children,
  className,
  type = "button",
  ...rest
}: ButtonLook & ButtonHTMLAttributes<HTMLButtonElement>) {
  const iconOnly = icon !== undefined && children === undefined;
  return (
    <button
      type={type}
      aria-keyshortcuts={hint}
      {...rest}
      className={cx(
        buttonClass({ variant, size }, className),
        iconOnly && (size === "small" ? "w-6 px-0!" : "w-7 px-0! pointer-coarse:w-9"),
      )}
    >
      <ButtonContent variant={variant} icon={icon} hint={hint}>
        {children}
      </ButtonContent>
    </button>
  );
}
