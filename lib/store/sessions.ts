import "server-only";
import { randomBytes } from "node:crypto";
import type { Db } from "./client";

const TOKEN_BYTES = 24;

/** A browser that is signed in. The token itself never leaves the store but towards the cookie. */
export interface SignedInSession {
  id: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: Date;
  expiresAt: Date;
}

interface NewSession {
  id: string;
  personId: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** A session row of the shape that better-auth reads. @returns its token (192 random bits). */
export async function insertSession(db: Db, { personId, ...session }: NewSession): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  await db.session.create({ data: { ...session, token, userId: personId, updatedAt: session.createdAt } });
  return token;
}

/** Newest first. */
export async function listSessions(db: Db, personId: string, now: Date): Promise<SignedInSession[]> {
  return await db.session.findMany({
    where: { userId: personId, expiresAt: { gt: now } },
    select: { id: true, ipAddress: true, userAgent: true, createdAt: true, expiresAt: true },
    orderBy: { createdAt: "desc" },
    take: 100,
  });
}

/** Also removes the expired ones. @returns how many were ended. */
export async function endSessions(
  db: Db,
  personId: string,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  const { count } = await db.session.deleteMany({
    where: {
      userId: personId,
      ...(which.only ? { id: which.only } : {}),
      ...(which.except ? { id: { not: which.except } } : {}),
    },
  });
  return count;
}
