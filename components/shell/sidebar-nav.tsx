"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { FLOATING_CLASS } from "@/components/ui/popover";
import { formatCount } from "@/lib/format/number";
import { isCurrent, type NavProject, navFor, projectAt } from "./catalog-nav";
import { Logo } from "./logo";
import { useMoment } from "./use-moment";

export const SIDEBAR_ID = "sidebar";

/** The head and the links of the sidebar. What is current comes from the path, so no page has to say it. */
export function SidebarNav({
  projects,
  project,
}: {
  projects: readonly NavProject[];
  project: string | null;
}) {
  const pathname = usePathname();
  const open = projectAt(pathname, projects, project);
  const { stay } = useMoment();
  // On a phone the sidebar is a sheet above the page; a new page puts it away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the trigger
  useEffect(() => {
    const sheet = document.getElementById(SIDEBAR_ID);
    if (sheet?.matches(":popover-open")) sheet.hidePopover();
  }, [pathname]);
  return (
    <>
      <div className="flex h-[54px] shrink-0 items-center justify-between gap-2 pr-4 pl-[18px]">
        <Link prefetch={false} href="/" className="flex items-center gap-2 text-ink no-underline">
          <Logo />
          <span className="font-semibold text-lg tracking-[-0.01em]">Asof</span>
        </Link>
        {open ? <ProjectSwitcher projects={projects} open={open.name} stay={stay} /> : null}
      </div>
      <nav
        aria-label="Main"
        className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-2.5 pb-4 [scrollbar-width:thin]"
      >
        {navFor(open).map((group) => (
          <div key={group.label ?? "top"}>
            {group.label ? <h2 className="px-2 pb-1.5 text-sm text-third">{group.label}</h2> : null}
            <ul className="flex flex-col gap-px">
              {group.items.map((item) => {
                const current = isCurrent(item.href, pathname);
                return (
                  <li key={item.href}>
                    <Link
                      prefetch={false}
                      href={stay(item.href)}
                      aria-current={current ? "page" : undefined}
                      className={cx(
                        "flex h-[30px] items-center justify-between gap-2 rounded-control px-2 no-underline focus-visible:rounded-control pointer-coarse:h-10",
                        current
                          ? "bg-hover font-semibold text-ink"
                          : "text-second hover:bg-hover hover:text-ink",
                      )}
                    >
                      {item.label}
                      {item.count === undefined ? (
                        <span className="text-third pointer-coarse:hidden" aria-hidden="true">
                          {item.hint}
                        </span>
                      ) : (
                        <span className="font-normal text-third">{formatCount(item.count)}</span>
                      )}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </nav>
    </>
  );
}

function ProjectSwitcher({
  projects,
  open,
  stay,
}: {
  projects: readonly NavProject[];
  open: string;
  stay: (href: string) => string;
}) {
  const look =
    "flex h-[25px] min-w-0 items-center gap-1 truncate rounded-chip border border-line-strong bg-page px-2 text-second";
  if (projects.length === 1) {
    return (
      <Link
        prefetch={false}
        href={stay(`/p/${open}`)}
        className={cx(look, "no-underline hover:bg-hover hover:text-ink")}
      >
        <span className="truncate">{open}</span>
      </Link>
    );
  }
  return (
    <>
      <button
        type="button"
        popoverTarget="project-menu"
        className={cx(look, "hover:bg-hover")}
        style={{ anchorName: "--project" }}
      >
        <span className="sr-only">Project </span>
        <span className="truncate">{open}</span>
        <Icon name="switch" size={11} className="text-third" />
      </button>
      <div
        id="project-menu"
        popover="auto"
        style={{ positionAnchor: "--project" }}
        className={cx(
          FLOATING_CLASS,
          "m-0 mt-1 min-w-44 p-1! [inset:auto] [position-area:bottom_span-right]",
        )}
      >
        <ul aria-label="Projects">
          {projects.map((project) => (
            <li key={project.name}>
              <Link
                prefetch={false}
                href={stay(`/p/${project.name}`)}
                aria-current={project.name === open ? "true" : undefined}
                onClick={() => document.getElementById("project-menu")?.hidePopover()}
                className="flex min-h-7 items-center gap-2 rounded-chip px-2 text-ink no-underline hover:bg-hover"
              >
                <span className="flex w-3.5">
                  {project.name === open ? <Icon name="check" size={13} /> : null}
                </span>
                {project.name}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
