import "server-only";
import { hashPassword as hash, verifyPassword as verify } from "better-auth/crypto";

// Well-formed, and of a password that nobody has: checking against it takes as long as against a real one.
const NOBODYS_HASH = `${"0".repeat(32)}:${"0".repeat(128)}`;

/** scrypt with a salt of its own (about 50 ms): call it before a transaction opens, never inside. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** @param stored `null` for somebody without a password: false, after the same work. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const isRight = await verify({ hash: stored ?? NOBODYS_HASH, password });
  return stored !== null && isRight;
}
