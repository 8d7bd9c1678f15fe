import Link from "next/link";

export interface Crumb {
  label: string;
  href: string;
}

/** Where we are: every step but the last is a link. */
export function Breadcrumbs({ items }: { items: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5">
        {items.map((item, index) => {
          const last = index === items.length - 1;
          return (
            <li key={item.href} className={last ? "min-w-0 truncate" : "shrink-0 max-sm:hidden"}>
              {last ? (
                <span aria-current="page" className="font-semibold">
                  {item.label}
                </span>
              ) : (
                <>
                  <Link
                    prefetch={false}
                    href={item.href}
                    className="text-second no-underline hover:text-ink hover:underline"
                  >
                    {item.label}
                  </Link>
                  <span aria-hidden="true" className="ml-1.5 text-third">
                    /
                  </span>
                </>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
