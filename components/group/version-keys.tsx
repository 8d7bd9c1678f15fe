"use client";

import { useRouter } from "next/navigation";
import { LinkButton } from "@/components/ui/link-button";
import { useKeys } from "@/components/ui/use-keys";

/** One version earlier or later, by link and by key. */
export function VersionKeys({ earlier, later }: { earlier: string | null; later: string | null }) {
  const router = useRouter();
  const go = (href: string | null) => () => {
    if (href !== null) router.replace(href, { scroll: false });
  };
  useKeys([
    { keys: "[", label: "One version earlier", group: "Versions", run: go(earlier) },
    { keys: "]", label: "One version later", group: "Versions", run: go(later) },
  ]);
  return (
    <span className="flex gap-1">
      {earlier === null ? null : (
        <LinkButton href={earlier} size="small" variant="ghost" hint="[">
          Earlier
        </LinkButton>
      )}
      {later === null ? null : (
        <LinkButton href={later} size="small" variant="ghost" hint="]">
          Later
        </LinkButton>
      )}
    </span>
  );
}
