import Link from "next/link";
import { cx } from "./cx";
import { Icon } from "./icon";

/** Keyset paging: no page numbers, because rows come and go. `label` says where we are ("1–50 of 3 012"). */
export function Pagination({
  previous,
  next,
  label,
}: {
  previous: string | null;
  next: string | null;
  label?: string;
}) {
  if (!previous && !next) return null;
  return (
    <nav aria-label="Pages" className="flex items-center gap-1 text-second">
      {label ? <span className="mr-2 text-third">{label}</span> : null}
      <PageLink href={previous} rel="prev" label="Previous" />
      <PageLink href={next} rel="next" label="Next" />
    </nav>
  );
}

function PageLink({ href, rel, label }: { href: string | null; rel: "prev" | "next"; label: string }) {
  const content = (
    <>
      {rel === "prev" ? <Icon name="chevron-left" /> : null}
      {label}
      {rel === "next" ? <Icon name="chevron-right" /> : null}
    </>
  );
  const className = "inline-flex h-7 items-center gap-1 rounded-control px-2 pointer-coarse:h-9";
  return href ? (
    <Link
      prefetch={false}
      href={href}
      rel={rel}
      className={cx(className, "text-ink no-underline hover:bg-hover focus-visible:rounded-control")}
    >
      {content}
    </Link>
  ) : (
    <span className={cx(className, "text-third")} aria-hidden="true">
      {content}
    </span>
  );
}
