import "server-only";
import { createHash } from "node:crypto";

/** The strong validator of a body: two bodies have the same one exactly when their bytes are the same. */
export function etagOf(body: string): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
}

/** RFC 9110 §13.1.2: weak comparison. `null` = the header was not sent. */
export function isNoneMatched(header: string | null, etag: string): boolean {
  return header !== null && listed(header).some((tag) => tag === "*" || opaque(tag) === opaque(etag));
}

/** RFC 9110 §13.1.1: strong comparison. `etag` null = there is no such resource. */
export function isMatched(header: string, etag: string | null): boolean {
  if (etag === null) return false;
  return listed(header).some((tag) => tag === "*" || tag === etag);
}

function listed(header: string): string[] {
  return header.match(/\*|(?:W\/)?"[^"]*"/g) ?? [];
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, "");
}
