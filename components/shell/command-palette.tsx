"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { withAt } from "@/components/catalog/addresses";
import { announce } from "@/components/ui/announce";
import { Dialog } from "@/components/ui/dialog";
import { KeySequence } from "@/components/ui/kbd";
import type { NavItem } from "./catalog-nav";
import type { PaletteResult, PaletteSearch } from "./palette-result";

const TYPING_PAUSE_MS = 120;
const ITEM_CLASS =
  "flex h-9 cursor-pointer items-center gap-2 rounded-control px-2.5 data-[selected=true]:bg-hover";

type Answer =
  | { state: "idle" | "waiting" | "failed" }
  | { state: "found"; results: readonly PaletteResult[] };

/** Go anywhere: pages by name at once, things of the catalog from the search behind it. */
export function CommandPalette({
  open,
  onClose,
  links,
  search,
  at,
}: {
  open: boolean;
  onClose: () => void;
  links: readonly NavItem[];
  search?: PaletteSearch;
  /** The moment that the page shows, and the search goes by; `null` = now. */
  at: string | null;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="Go anywhere" bare className="w-[600px]">
      {open ? <PaletteBody onClose={onClose} links={links} search={search} at={at} /> : null}
    </Dialog>
  );
}

function PaletteBody({
  onClose,
  links,
  search,
  at,
}: {
  onClose: () => void;
  links: readonly NavItem[];
  search?: PaletteSearch;
  at: string | null;
}) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const answer = useAnswer(query.trim(), at, search);
  const pages = links.filter((link) => link.label.toLowerCase().includes(query.trim().toLowerCase()));
  const [selected, setSelected] = useState("");
  // What the search found comes first and is what Enter opens.
  const first = answer.state === "found" ? answer.results[0]?.href : undefined;
  useEffect(() => {
    if (first !== undefined) setSelected(first);
  }, [first]);
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  return (
    <Command
      shouldFilter={false}
      value={selected}
      onValueChange={setSelected}
      label="Go anywhere"
      className="flex min-h-0 flex-col"
    >
      <Command.Input
        data-autofocus
        value={query}
        onValueChange={setQuery}
        placeholder="Type a name, an owner or a page"
        className="h-12 shrink-0 border-line border-b bg-page px-4 text-lg outline-none"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-2">
        {answer.state === "found" && answer.results.length > 0 ? (
          <Command.Group
            heading="Catalog"
            className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-third"
          >
            {answer.results.map((result) => (
              <Command.Item
                key={result.href}
                value={result.href}
                onSelect={() => go(result.href)}
                className={ITEM_CLASS}
              >
                <span className="mono truncate font-medium">{result.label}</span>
                {result.detail ? <span className="truncate text-third">{result.detail}</span> : null}
                <span className="ml-auto text-sm text-third">{result.kind}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        {pages.length > 0 ? (
          <Command.Group
            heading="Pages"
            className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-third"
          >
            {pages.map((page) => (
              <Command.Item
                key={page.href}
                value={page.href}
                onSelect={() => go(page.href)}
                className={ITEM_CLASS}
              >
                {page.label}
                <span className="ml-auto flex gap-1">
                  <KeySequence keys={page.keys} />
                </span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        {query.trim() ? (
          <Command.Item
            value="search-page"
            onSelect={() => go(withAt(`/search?q=${encodeURIComponent(query.trim())}`, at))}
            className={ITEM_CLASS}
          >
            Search for “{query.trim()}”
          </Command.Item>
        ) : null}
      </Command.List>
      <p className="shrink-0 border-line border-t px-4 py-2 text-sm text-third">{statusText(answer)}</p>
    </Command>
  );
}

function statusText(answer: Answer): string {
  switch (answer.state) {
    case "idle":
      return "↑ ↓ to move, Enter to open, Esc to close";
    case "waiting":
      return "Searching…";
    case "failed":
      return "Search does not answer right now. Pages still open.";
    case "found":
      return answer.results.length === 0
        ? "Nothing in the catalog matches."
        : "↑ ↓ to move, Enter to open, Esc to close";
  }
}

/** Asks once typing pauses; an answer to an older question is dropped. */
function useAnswer(query: string, at: string | null, search: PaletteSearch | undefined): Answer {
  const [answer, setAnswer] = useState<Answer>({ state: "idle" });
  useEffect(() => {
    if (!search || query === "") {
      setAnswer({ state: "idle" });
      return;
    }
    let stale = false;
    const timer = setTimeout(() => {
      setAnswer((before) => (before.state === "found" ? before : { state: "waiting" }));
      search(query, at).then(
        (results) => {
          if (stale) return;
          setAnswer({ state: "found", results });
          announce(`${results.length} found`);
        },
        () => {
          if (!stale) setAnswer({ state: "failed" });
        },
      );
    }, TYPING_PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [query, at, search]);
  return answer;
}
