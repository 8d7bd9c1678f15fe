import { type ReactNode, Suspense } from "react";
import type { NavProject } from "./catalog-nav";
import type { PaletteSearch } from "./palette-result";
import { PathBreadcrumbs } from "./path-breadcrumbs";
import { PersonMenu, type ShellPerson } from "./person-menu";
import type { Preferences } from "./preferences";
import { SearchBox } from "./search-box";
import { ShellKeys } from "./shell-keys";
import { SIDEBAR_ID, SidebarNav } from "./sidebar-nav";
import { SidebarToggle } from "./sidebar-toggle";

export interface ShellProps {
  /** Every project the person may read, with the counts beside its sections. */
  projects: readonly NavProject[];
  /** The project to show on pages whose path names none. */
  project: string | null;
  person: ShellPerson;
  preferences: Preferences;
  signOut: (form: FormData) => void | Promise<void>;
  /** What the command palette asks; a server action. */
  search?: PaletteSearch;
  /** Lines above everything: the demo, the past. */
  banners?: ReactNode;
  children: ReactNode;
}

/** The frame of every page: sidebar, top bar, content. The sidebar is the platform's popover on a phone. */
export function Shell({
  projects,
  project,
  person,
  preferences,
  signOut,
  search,
  banners,
  children,
}: ShellProps) {
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-ink px-3 py-2 font-semibold text-page focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="min-h-dvh md:flex">
        <aside
          id={SIDEBAR_ID}
          popover="auto"
          aria-label="Sidebar"
          data-shell-chrome
          className="m-0 h-dvh max-h-none w-[280px] flex-col border-0 border-line border-r bg-raised p-0 text-ink backdrop:bg-black/35 open:flex md:sticky md:inset-auto md:top-0 md:flex md:w-(--sidebar) md:shrink-0 md:in-data-[sidebar=collapsed]:hidden"
        >
          <SidebarNav projects={projects} project={project} />
          <PersonMenu person={person} preferences={preferences} signOut={signOut} />
        </aside>
        <div className="min-w-0 flex-1">
          {banners}
          <header
            data-shell-chrome
            className="sticky top-0 z-20 flex h-(--top-bar) items-center gap-3 border-line border-b bg-page pr-4 pl-(--page-padding)"
          >
            <SidebarToggle />
            <div className="min-w-0 flex-1">
              <PathBreadcrumbs />
            </div>
            <Suspense>
              <SearchBox />
            </Suspense>
          </header>
          <main id="content" tabIndex={-1} className="outline-none">
            {children}
          </main>
        </div>
      </div>
      <ShellKeys projects={projects} project={project} search={search} />
    </>
  );
}
