"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { pastMoment, showsPast, withAt } from "@/components/catalog/addresses";

/** What the frame around a page of the past needs: its links stay at that moment wherever they lead to a past. */
export interface Moment {
  /** The moment that the page shows, RFC 3339; `null` = now. */
  at: string | null;
  /** An address of the frame, at that moment. */
  stay: (href: string) => string;
}

export function useMoment(): Moment {
  const asked = useSearchParams().get("at");
  const at = showsPast(usePathname()) ? pastMoment(asked) : null;
  return { at, stay: (href) => (showsPast(href) ? withAt(href, at) : href) };
}
