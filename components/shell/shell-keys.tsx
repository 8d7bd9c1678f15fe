"use client";

import dynamic from "next/dynamic";
import { usePathname, useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Kbd } from "@/components/ui/kbd";
import { onMac, useKeys } from "@/components/ui/use-keys";
import { type NavProject, navFor, projectAt } from "./catalog-nav";
import type { PaletteSearch } from "./palette-result";
import { useMoment } from "./use-moment";

const CommandPalette = dynamic(() => import("./command-palette").then((module) => module.CommandPalette), {
  ssr: false,
});
const KeyboardHelp = dynamic(() => import("./keyboard-help").then((module) => module.KeyboardHelp), {
  ssr: false,
});

const OPEN_EVENT = "asof:open";
type Opened = "palette" | "keys";

const open = (what: Opened) => window.dispatchEvent(new CustomEvent<Opened>(OPEN_EVENT, { detail: what }));

/** The keys that work on every page, and the two dialogs behind them, fetched when first asked for. */
export function ShellKeys({
  projects,
  project,
  search,
}: {
  projects: readonly NavProject[];
  project: string | null;
  search?: PaletteSearch;
}) {
  const router = useRouter();
  const pathname = usePathname();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [used, setUsed] = useState<ReadonlySet<Opened>>(new Set());
  const { at, stay } = useMoment();
  const links = navFor(projectAt(pathname, projects, project))
    .flatMap((group) => group.items)
    .map((link) => ({ ...link, href: stay(link.href) }));

  useEffect(() => {
    const show = (event: Event) => {
      const what = (event as CustomEvent<Opened>).detail;
      setUsed((before) => new Set(before).add(what));
      setOpened((before) => (before === what ? null : what));
    };
    window.addEventListener(OPEN_EVENT, show);
    return () => window.removeEventListener(OPEN_EVENT, show);
  }, []);

  useKeys([
    { keys: "mod+k", label: "Go anywhere", group: "Everywhere", run: () => open("palette") },
    { keys: "?", label: "Show the keys", group: "Everywhere", run: () => open("keys") },
    ...links.map((link) => ({
      keys: link.keys,
      label: link.label,
      group: "Go to",
      run: () => router.push(link.href),
    })),
  ]);

  const close = () => setOpened(null);
  return (
    <>
      {used.has("palette") ? (
        <CommandPalette open={opened === "palette"} onClose={close} links={links} search={search} at={at} />
      ) : null}
      {used.has("keys") ? <KeyboardHelp open={opened === "keys"} onClose={close} /> : null}
    </>
  );
}

export function OpenPaletteHint() {
  const [label, setLabel] = useState("Ctrl K");
  useEffect(() => {
    if (onMac()) setLabel("⌘K");
  }, []);
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => open("palette")}
      className="flex h-8 shrink-0 items-center rounded-control px-1.5 text-sm text-third hover:bg-hover hover:text-ink pointer-coarse:hidden"
    >
      <span className="sr-only">Go anywhere: </span>
      {label}
    </button>
  );
}

export function ShowKeysButton({ className }: { className: string }) {
  return (
    <button
      type="button"
      className={className}
      onClick={() => {
        document.getElementById("person-menu")?.hidePopover();
        open("keys");
      }}
    >
      <Kbd>?</Kbd>
      Keyboard
    </button>
  );
}
