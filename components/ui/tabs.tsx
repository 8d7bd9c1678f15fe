"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { Verdict } from "./chip";
import { Count } from "./count";
import { cx } from "./cx";

export interface TabLink {
  href: string;
  label: string;
  count?: number;
  tone?: Verdict;
}

/**
 * Tabs that are links: each is a page of its own and the URL says which one is open. Without `current` it is the tab
 * whose path is the page's, or the longest one that leads to it.
 */
export function Tabs({
  label,
  items,
  current,
}: {
  label: string;
  items: readonly TabLink[];
  current?: string;
}) {
  const pathname = usePathname();
  const open = current ?? openTab(items, pathname);
  return (
    <nav
      aria-label={label}
      className="-mx-[var(--page-padding)] overflow-x-auto px-page [scrollbar-width:none]"
    >
      <ul className="flex min-w-max gap-5 border-line border-b">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              prefetch={false}
              href={item.href}
              aria-current={item.href === open ? "page" : undefined}
              className={cx(
                "-mb-px flex h-9 items-center gap-1 border-b-2 no-underline focus-visible:outline-offset-[-2px]",
                item.href === open
                  ? "border-ink font-semibold text-ink"
                  : "border-transparent text-second hover:text-ink",
              )}
            >
              {item.label}
              {item.count === undefined ? null : <Count value={item.count} tone={item.tone} />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The tab that a path belongs to: the longest whose path is equal or a parent. */
export function openTab(items: readonly TabLink[], pathname: string): string | undefined {
  return items
    .map((item) => item.href)
    .filter((href) => {
      const path = href.split("?")[0] ?? href;
      return pathname === path || pathname.startsWith(`${path}/`);
    })
    .sort((a, b) => b.length - a.length)[0];
}
