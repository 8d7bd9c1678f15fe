"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Reads the page again from time to time, as long as it is mounted and somebody looks at it. */
export function RefreshWhile({ everyMs }: { everyMs: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
  return null;
}
