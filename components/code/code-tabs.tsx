"use client";

import { type KeyboardEvent, type ReactNode, useId, useState, useSyncExternalStore } from "react";
import { cx } from "@/components/ui/cx";

const STORAGE_KEY = "asof.code";
const listeners = new Set<() => void>();

/** Tabs of one code block. Whoever works in Python sees Python first in every other block too. */
export function CodeTabs({
  label,
  panels,
}: {
  label: string;
  panels: readonly { id: string; title: string; panel: ReactNode }[];
}) {
  const id = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const preferred = useSyncExternalStore(subscribe, readPreferred, () => null);
  const wanted = chosen ?? preferred;
  const open = panels.find((panel) => panel.id === wanted) ?? panels[0];
  // Titles hold spaces, ids must not.
  const tabId = (panel: (typeof panels)[number]) => `${id}-${panels.indexOf(panel)}`;
  const panelId = (panel: (typeof panels)[number]) => `${tabId(panel)}-panel`;
  const choose = (wantedId: string) => {
    setChosen(wantedId);
    savePreferred(wantedId);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0 || !open) return;
    event.preventDefault();
    const next = panels[(panels.indexOf(open) + step + panels.length) % panels.length];
    if (!next) return;
    choose(next.id);
    document.getElementById(tabId(next))?.focus();
  };
  return (
    <>
      <div
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="flex gap-4 overflow-x-auto border-line border-b px-4"
      >
        {panels.map((panel) => (
          <button
            key={panel.id}
            id={tabId(panel)}
            type="button"
            role="tab"
            aria-selected={panel === open}
            aria-controls={panelId(panel)}
            tabIndex={panel === open ? 0 : -1}
            onClick={() => choose(panel.id)}
            className={cx(
              "-mb-px h-8 whitespace-nowrap border-b-2 text-sm focus-visible:outline-offset-[-2px]",
              panel === open
                ? "border-ink font-medium text-ink"
                : "border-transparent text-second hover:text-ink",
            )}
          >
            {panel.title}
          </button>
        ))}
      </div>
      {panels.map((panel) => (
        <div
          key={panel.id}
          role="tabpanel"
          id={panelId(panel)}
          aria-labelledby={tabId(panel)}
          hidden={panel !== open}
        >
          {panel.panel}
        </div>
      ))}
    </>
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readPreferred(): string | null {
  try {
    return window.localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function savePreferred(panelId: string) {
  try {
    window.localStorage.setItem(STORAGE_KEY, panelId);
  } catch {
    // Storage can be forbidden; the choice then holds for this block only.
  }
  for (const listener of listeners) listener();
}
