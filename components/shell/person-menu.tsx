import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { FLOATING_CLASS } from "@/components/ui/popover";
import type { Preferences } from "./preferences";
import { OpenPaletteHint, ShowKeysButton } from "./shell-keys";
import { ThemeSwitch } from "./theme-switch";

export interface ShellPerson {
  name: string;
  email: string;
  /** The person's own page. */
  href: string;
  /** "steward in flights": what the person may do here, in words. */
  role?: string;
}

export const MENU_ROW =
  "flex min-h-7 w-full items-center gap-2 rounded-chip px-2 text-left text-ink no-underline hover:bg-hover focus-visible:rounded-chip pointer-coarse:min-h-10";

/** Who is signed in, at the bottom of the sidebar, and what they can do about it. */
export function PersonMenu({
  person,
  preferences,
  signOut,
}: {
  person: ShellPerson;
  preferences: Preferences;
  signOut: (form: FormData) => void | Promise<void>;
}) {
  return (
    <div className="flex shrink-0 items-center justify-between gap-2 px-2.5 pt-1 pb-3">
      <button
        type="button"
        popoverTarget="person-menu"
        style={{ anchorName: "--person" }}
        className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-second hover:bg-hover hover:text-ink focus-visible:rounded-control"
      >
        <Avatar name={person.name} />
        <span className="truncate">{person.name}</span>
      </button>
      <OpenPaletteHint />
      <div
        id="person-menu"
        popover="auto"
        style={{ positionAnchor: "--person" }}
        className={cx(FLOATING_CLASS, "m-0 mb-1 w-60 p-1! [inset:auto] [position-area:top_span-right]")}
      >
        <div className="border-line border-b px-2 pt-1.5 pb-2">
          <p className="truncate font-semibold">{person.name}</p>
          <p className="truncate text-sm text-third">{person.email}</p>
          {person.role ? <p className="text-sm text-third">{person.role}</p> : null}
        </div>
        <div className="p-1.5">
          <ThemeSwitch theme={preferences.theme} />
        </div>
        <Link prefetch={false} href={person.href} className={MENU_ROW}>
          <Icon name="info" className="text-third" />
          Your page
        </Link>
        <Link prefetch={false} href="/settings" className={MENU_ROW}>
          <Icon name="settings" className="text-third" />
          Settings
        </Link>
        <ShowKeysButton className={MENU_ROW} />
        <form action={signOut}>
          <button type="submit" className={MENU_ROW}>
            <Icon name="sign-out" className="text-third" />
            Sign out
          </button>
        </form>
      </div>
    </div>
  );
}
