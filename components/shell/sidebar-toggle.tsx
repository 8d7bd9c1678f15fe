"use client";

import { Button } from "@/components/ui/button";
import { useKeys } from "@/components/ui/use-keys";
import { savePreference } from "./preferences";
import { SIDEBAR_ID } from "./sidebar-nav";

/** Folds the sidebar away on a wide screen and opens it as a sheet on a phone. */
export function SidebarToggle() {
  const fold = () => {
    const folded = document.documentElement.dataset.sidebar === "collapsed";
    savePreference("sidebar", folded ? "open" : "collapsed");
  };
  useKeys([{ keys: "mod+b", label: "Fold or open the sidebar", group: "Everywhere", run: fold }]);
  return (
    <>
      <button
        type="button"
        popoverTarget={SIDEBAR_ID}
        aria-label="Open the sidebar"
        className="-ml-2 flex size-9 shrink-0 items-center justify-center rounded-control text-second hover:bg-hover md:hidden"
      >
        <svg width={18} height={18} aria-hidden="true">
          <use href="#icon-menu" />
        </svg>
      </button>
      <Button
        variant="ghost"
        icon="sidebar"
        aria-label="Fold or open the sidebar"
        data-tip="Sidebar, ⌘B or Ctrl B"
        onClick={fold}
        className="-ml-1.5 max-md:hidden"
      />
    </>
  );
}
