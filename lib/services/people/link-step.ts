import "server-only";
import { LINK_HOURS, type LinkPurpose } from "@/lib/core/access/person";
import { AppError } from "@/lib/core/errors";
import type { Change } from "@/lib/store/change";
import type { Db } from "@/lib/store/client";
import { findLink, markLinkUsed, type OneTimeLink, replaceLink } from "@/lib/store/links";

const HOUR_MS = 3_600_000;
const PATHS: Record<LinkPurpose, string> = {
  setup: "/setup",
  invitation: "/invitation",
  password_reset: "/reset",
};

/** A one-time link as it is shown, once: the path below the public address, and until when it works. */
export interface ShownLink {
  id: string;
  path: string;
  expiresAt: Date;
}

/** Makes the only open link of its purpose for this person. */
export async function makeLink(
  tx: Change,
  purpose: LinkPurpose,
  personId: string | null,
  now: Date,
): Promise<ShownLink> {
  const expiresAt = new Date(now.getTime() + LINK_HOURS[purpose] * HOUR_MS);
  const link = { id: tx.newId(), purpose, personId, createdAt: tx.at, expiresAt };
  const token = await replaceLink(tx.db, link);
  return { id: link.id, path: `${PATHS[purpose]}?token=${token}`, expiresAt };
}

/** NOT_FOUND, with the same words for unknown, used and expired. */
export async function requireLink(
  db: Db,
  purpose: LinkPurpose,
  token: string,
  now: Date,
): Promise<OneTimeLink> {
  const link = await findLink(db, purpose, token, now);
  if (!link) throw linkIsGone();
  return link;
}

/** Uses the link up; of two who try at once, one gets NOT_FOUND. */
export async function takeLink(
  tx: Change,
  purpose: LinkPurpose,
  token: string,
  now: Date,
): Promise<OneTimeLink> {
  const link = await requireLink(tx.db, purpose, token, now);
  if (!(await markLinkUsed(tx.db, link.id, tx.at))) throw linkIsGone();
  return link;
}

export function linkIsGone(): AppError {
  return new AppError(
    "NOT_FOUND",
    "This link is unknown, was used already, or has expired. Ask an admin for a new one.",
  );
}
