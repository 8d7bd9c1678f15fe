"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { cx } from "./cx";
import { Icon } from "./icon";
import { useKeys } from "./use-keys";

/** Keyset paging: no page numbers, because rows come and go. The keys spare the way through all rows of a page. */
export function Pagination({
  previous,
  next,
  label = "Pages",
}: {
  previous: string | null;
  next: string | null;
  /** Tells it apart from others on the page. */
  label?: string;
}) {
  const router = useRouter();
  const go = (href: string) => () => router.push(href);
  useKeys([
    ...(previous === null ? [] : [{ keys: "p", label: "Previous page", group: "Table", run: go(previous) }]),
    ...(next === null ? [] : [{ keys: "n", label: "Next page", group: "Table", run: go(next) }]),
  ]);
  if (!previous && !next) return null;
  return (
    <nav aria-label={label} className="flex items-center gap-1 text-second">
      <PageLink href={previous} rel="prev" label="Previous" keys="p" />
      <PageLink href={next} rel="next" label="Next" keys="n" />
    </nav>
  );
}

function PageLink({
  href,
  rel,
  label,
  keys,
}: {
  href: string | null;
  rel: "prev" | "next";
  label: string;
  keys: string;
}) {
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
      aria-keyshortcuts={keys}
      className={cx(className, "text-ink no-underline hover:bg-hover focus-visible:rounded-control")}
    >
      {content}
      <span className="text-third pointer-coarse:hidden" aria-hidden="true">
        {keys}
      </span>
    </Link>
  ) : (
    <span className={cx(className, "text-third")} aria-hidden="true">
      {content}
    </span>
  );
}
