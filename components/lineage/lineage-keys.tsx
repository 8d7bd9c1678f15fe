"use client";

import { useRouter } from "next/navigation";
import { useKeys } from "@/components/ui/use-keys";

/** `l` changes between picture and table. */
export function LineageKeys({ href, label }: { href: string; label: string }) {
  const router = useRouter();
  useKeys([{ keys: "l", label, group: "Lineage", run: () => router.replace(href, { scroll: false }) }]);
  return null;
}
