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

/** A token as its person sees it: never the token itself, nor its hash. */
export interface TokenRow {
  id: string;
  personId: string;
  name: string;
  /** The part after `asof_`, to tell tokens apart. */
  prefix: string;
  scopes: Scope[];
  projectId: string | null;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  /** To the minute; `null` = never. */
  lastUsedAt: Date | null;
}

const COLUMNS = {
  id: true,
  personId: true,
  name: true,
  prefix: true,
  scopes: true,
  projectId: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  lastUsedAt: true,
} as const;

type NewToken = Omit<TokenRow, "prefix" | "revokedAt" | "lastUsedAt">;

/** Mints and keeps a token. @returns the token, to be shown once, and its prefix. */
export async function insertToken(db: Db, row: NewToken): Promise<{ token: string; prefix: string }> {
  const { token, prefix, hash } = mintToken();
  await db.apiToken.create({ data: { ...row, prefix, hash } });
  return { token, prefix };
}

export async function findToken(db: Db, id: string): Promise<TokenRow | null> {
  const row = await db.apiToken.findUnique({ where: { id }, select: COLUMNS });
  return row && { ...row, scopes: row.scopes as Scope[] };
}

/** Newest first. */
export async function listTokens(db: Db, personId: string): Promise<TokenRow[]> {
  const rows = await db.apiToken.findMany({
    where: { personId },
    select: COLUMNS,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 500,
  });
  return rows.map((row) => ({ ...row, scopes: row.scopes as Scope[] }));
}

/** @returns false when it was revoked already. */
export async function markRevoked(db: Db, id: string, revokedAt: Date): Promise<boolean> {
  const { count } = await db.apiToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt } });
  return count === 1;
}

/** Lets a token end earlier, never later. */
export async function shortenToken(db: Db, id: string, expiresAt: Date): Promise<void> {
  await db.apiToken.updateMany({ where: { id, expiresAt: { gt: expiresAt } }, data: { expiresAt } });
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
