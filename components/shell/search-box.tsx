"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useRef } from "react";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { useKeys } from "@/components/ui/use-keys";
import { useMoment } from "./use-moment";

/** Search from anywhere: a plain form to /search, which `/` focuses. On a phone it is a link there. */
export function SearchBox() {
  const input = useRef<HTMLInputElement>(null);
  const query = useSearchParams().get("q") ?? "";
  const shown = usePathname() === "/search" ? query : "";
  const { at, stay } = useMoment();
  useKeys([
    {
      keys: "/",
      label: "Search",
      group: "Everywhere",
      run: () => {
        input.current?.focus();
        input.current?.select();
      },
    },
  ]);
  return (
    <>
      <search className="w-[300px] shrink max-md:hidden">
        <form action="/search" className="relative">
          {at === null ? null : <input type="hidden" name="at" value={at} />}
          <input
            ref={input}
            key={shown}
            type="search"
            name="q"
            defaultValue={shown}
            aria-label="Search features, owners, changes"
            aria-keyshortcuts="/"
            placeholder="Search features, owners, changes"
            autoComplete="off"
            className="peer h-8 w-full rounded-control border border-line-strong bg-raised pr-8 pl-2.5 hover:border-third focus-visible:rounded-control focus-visible:bg-page focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
            onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          />
          <Kbd className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 peer-focus:hidden">
            /
          </Kbd>
        </form>
      </search>
      <Link
        prefetch={false}
        href={stay("/search")}
        aria-label="Search"
        className="flex size-9 shrink-0 items-center justify-center rounded-control text-second hover:bg-hover md:hidden"
      >
        <Icon name="search" size={17} />
      </Link>
    </>
  );
}
