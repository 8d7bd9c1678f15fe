"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { formatUtc } from "@/lib/format/time";

/** Says that the page shows the past, which moment exactly, and leads back to now. Only pages of the catalog can. */
export function AsOfBanner() {
  const pathname = usePathname();
  const search = useSearchParams();
  const at = search.get("at");
  if (at === null || !/^\/(p\/|search)/.test(pathname)) return null;
  const zoned = /T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(at) ? `${at}Z` : at;
  const moment = new Date(zoned);
  const rest = new URLSearchParams(search);
  rest.delete("at");
  rest.delete("cursor");
  const now = rest.size === 0 ? pathname : `${pathname}?${rest}`;
  return (
    <Banner
      tone="accent"
      label="The past"
      action={
        <Link href={now} prefetch={false} className={buttonClass({ size: "small" })}>
          Back to now
        </Link>
      }
    >
      {Number.isNaN(moment.getTime()) || moment.getTime() > Date.now() ? (
        <>“{at}” is not a moment in the past, so this page shows what is true now.</>
      ) : (
        <>
          This page shows what was true on{" "}
          <strong className="font-semibold">{formatUtc(moment.toISOString())}</strong>
        </>
      )}
    </Banner>
  );
}
