import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

export const FILTERS_ID = "filters";

/** The facets: beside the results on a wide screen, the platform's popover below. The button that opens it names {@link FILTERS_ID}. */
export function FilterPanel({ children }: { children: ReactNode }) {
  return (
    <aside
      id={FILTERS_ID}
      popover="auto"
      aria-label="Filters"
      className="m-0 h-dvh max-h-none w-[280px] overflow-y-auto border-0 border-line border-r bg-page p-4 text-ink backdrop:bg-black/35 lg:static lg:block lg:h-auto lg:w-[188px] lg:shrink-0 lg:overflow-visible lg:border-0 lg:p-0 lg:pt-1"
    >
      <div className="mb-3 flex items-center justify-between lg:hidden">
        <p className="font-semibold text-lg">Filters</p>
        <Button
          variant="ghost"
          icon="close"
          aria-label="Close the filters"
          popoverTarget={FILTERS_ID}
          popoverTargetAction="hide"
        />
      </div>
      <div className="flex flex-col gap-4">{children}</div>
    </aside>
  );
}
