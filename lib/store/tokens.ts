import "server-only";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Rights, Scope } from "@/lib/core/access/policy";
import type { Db } from "./client";
import { findRights } from "./rights";

const PATTERN = /^asof_([0-9a-f]{12})_([A-Za-z0-9_-]{32})([0-9a-f]{6})$/;
const LAST_USED_STEP_MS = 60_000;

/**
 * A new token: `asof_<prefix>_<secret><checksum>`. The secret has 192 random bits; the checksum lets scanners
 * recognise a leaked token without asking us. Only the hash is kept.
 */
export function mintToken(): { token: string; prefix: string; hash: string } {
  const prefix = randomBytes(6).toString("hex");
  const secret = randomBytes(24).toString("base64url");
  const token = `asof_${prefix}_${secret}${checksum(prefix + secret)}`;
  return { token, prefix, hash: hashOf(token) };
}

/** @returns who acts with this token and what it may do right now, or `null` for unknown, expired, revoked. */
export async function authenticateToken(db: Db, token: string, now: Date) {
  const match = PATTERN.exec(token);
  const [, prefix = "", secret = "", sum] = match ?? [];
  if (!match || checksum(prefix + secret) !== sum) return null;
  const row = await db.apiToken.findUnique({
    where: { prefix },
    include: { person: { select: { name: true } } },
  });
  if (!row || !equal(row.hash, hashOf(token)) || row.revokedAt || row.expiresAt <= now) return null;
  const rights: Rights = await findRights(db, row.personId);
  if (rights.personId === null) return null;
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > LAST_USED_STEP_MS) {
    await db.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  return {
    kind: "token" as const,
    id: row.personId,
    name: row.person.name,
    tokenId: row.id,
    rights: { ...rights, scopes: row.scopes as Scope[], onlyProjectId: row.projectId },
  };
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
