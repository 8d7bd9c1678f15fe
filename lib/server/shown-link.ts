import "server-only";
import type { ShownLink } from "@/lib/services/people/link-step";
import { getContainer } from "./container";

interface MadeLink {
  link: ShownLink;
  mailedTo: string | null;
}

/** A one-time link as an admin copies it: the whole address, below the public one; and whom it was mailed to. */
export function shownLink({ link, mailedTo }: MadeLink): {
  url: string;
  expiresAt: string;
  mailedTo: string | null;
} {
  const { path, expiresAt } = link;
  return { url: `${getContainer().env.publicUrl}${path}`, expiresAt: expiresAt.toISOString(), mailedTo };
}
