"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { formatUtc } from "@/lib/format/time";
import { pastMoment, showsPast } from "./addresses";

/** Says that the page shows the past, which moment exactly, and leads back to now. */
export function AsOfBanner() {
  const pathname = usePathname();
  const search = useSearchParams();
  const at = search.get("at");
  if (at === null || !showsPast(pathname)) return null;
  const moment = pastMoment(at);
  const rest = new URLSearchParams(search);
  rest.delete("at");
  for (const position of ["cursor", "before", "after"]) rest.delete(position);
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
      {moment === null ? (
        <>“{at}” is not a moment in the past, so this page shows what is true now.</>
      ) : (
        <>
          This page shows what was true on <strong className="font-semibold">{formatUtc(moment)}</strong>
        </>
      )}
    </Banner>
  );
}
