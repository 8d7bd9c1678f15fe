import "server-only";
import { createHash, randomBytes } from "node:crypto";
import type { LinkPurpose } from "@/lib/core/access/person";
import type { Db } from "./client";

const SECRET_BYTES = 24;

/** What a link's token opens. `personId` null: the first admin, who does not exist yet. */
export interface OneTimeLink {
  id: string;
  purpose: LinkPurpose;
  personId: string | null;
  expiresAt: Date;
}

interface NewLink {
  id: string;
  purpose: LinkPurpose;
  personId: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/**
 * Makes a link of 192 random bits and ends the open ones of the same purpose and person.
 *
 * @returns the token, to be shown once: only its hash is kept.
 */
export async function replaceLink(db: Db, link: NewLink): Promise<string> {
  await endLinks(db, link.personId, [link.purpose]);
  const token = randomBytes(SECRET_BYTES).toString("base64url");
  await db.oneTimeLink.create({ data: { ...link, hash: hashOf(token), details: {} } });
  return token;
}

/** Removes the links that nobody has used. */
export async function endLinks(
  db: Db,
  personId: string | null,
  purposes: readonly LinkPurpose[],
): Promise<void> {
  await db.oneTimeLink.deleteMany({ where: { personId, purpose: { in: [...purposes] }, usedAt: null } });
}

/** @returns the open link that this token opens, or `null` for unknown, used, expired, or of another purpose. */
export async function findLink(
  db: Db,
  purpose: LinkPurpose,
  token: string,
  now: Date,
): Promise<OneTimeLink | null> {
  const row = await db.oneTimeLink.findUnique({ where: { hash: hashOf(token) } });
  if (!row || row.purpose !== purpose || row.usedAt !== null || row.expiresAt <= now) return null;
  return { id: row.id, purpose, personId: row.personId, expiresAt: row.expiresAt };
}

/** Whether this link still opens something: not used, not replaced, not ended, not expired. */
export async function isLinkOpen(db: Db, id: string, now: Date): Promise<boolean> {
  return (await db.oneTimeLink.count({ where: { id, usedAt: null, expiresAt: { gt: now } } })) > 0;
}

/** Whether an open link of this purpose was made for the person at or after a moment. */
export async function hasOpenLinkSince(
  db: Db,
  person: { personId: string; purpose: LinkPurpose },
  since: Date,
  now: Date,
): Promise<boolean> {
  const where = { ...person, usedAt: null, expiresAt: { gt: now }, createdAt: { gte: since } };
  return (await db.oneTimeLink.count({ where })) > 0;
}

/** @returns false when somebody else has used it meanwhile. */
export async function markLinkUsed(db: Db, id: string, usedAt: Date): Promise<boolean> {
  const { count } = await db.oneTimeLink.updateMany({ where: { id, usedAt: null }, data: { usedAt } });
  return count === 1;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
