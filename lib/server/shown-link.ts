import "server-only";
import type { ShownLink } from "@/lib/services/people/link-step";
import { getContainer } from "./container";

/** A one-time link as an admin copies it: the whole address, below the public one. */
export function shownLink({ path, expiresAt }: ShownLink): { url: string; expiresAt: string } {
  return { url: `${getContainer().env.publicUrl}${path}`, expiresAt: expiresAt.toISOString() };
}
