"use client";

import { Kbd } from "@/components/ui/kbd";
import { useKeys } from "@/components/ui/use-keys";

/** The key that opens and closes a folded part of the page. */
export function ExpandKey({ detailsId }: { detailsId: string }) {
  useKeys([
    {
      keys: "e",
      label: "Show or fold what is unchanged",
      group: "Diff",
      run: () => {
        const details = document.getElementById(detailsId);
        if (details instanceof HTMLDetailsElement) details.open = !details.open;
      },
    },
  ]);
  return <Kbd>e</Kbd>;
}
