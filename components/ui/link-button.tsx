import Link from "next/link";
import { ButtonContent, type ButtonLook, buttonClass } from "./button";

/** A link that looks like a button: for going somewhere, where a button does something. */
export function LinkButton({
  href,
  className,
  download,
  ...look
}: ButtonLook & { href: string; className?: string; download?: boolean | string }) {
  const shared = { className: buttonClass(look, className), "aria-keyshortcuts": look.hint };
  const content = <ButtonContent {...look} />;
  return download === undefined ? (
    <Link prefetch={false} href={href} {...shared}>
      {content}
    </Link>
  ) : (
    <a href={href} download={download} {...shared}>
      {content}
    </a>
  );
}
