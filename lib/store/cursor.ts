import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { invalid } from "@/lib/core/errors";

/** Where a page of a list ended: the order it is in, the sort value and the id of its last row. */
export interface Position {
  order: string;
  value: string | number | null;
  id: string;
  /** The page before this row is meant, not the one after it. */
  isBackward?: boolean;
}

/** An opaque, signed cursor. Nobody but us makes one, so its content is trusted after the check. */
export function writeCursor(position: Position, key: string): string {
  const { order, value, id, isBackward = false } = position;
  const body = Buffer.from(JSON.stringify([order, value, id, isBackward])).toString("base64url");
  return `${body}.${signature(body, key)}`;
}

/** @throws INVALID naming `cursor` when it was tampered with, or belongs to another order of the list. */
export function readCursor(cursor: string, order: string, key: string): Position {
  const [body = "", mark = ""] = cursor.split(".");
  const expected = signature(body, key);
  const genuine =
    mark.length === expected.length && timingSafeEqual(Buffer.from(mark), Buffer.from(expected));
  const parts: unknown = genuine ? JSON.parse(Buffer.from(body, "base64url").toString()) : null;
  if (!Array.isArray(parts) || parts[0] !== order) {
    throw invalid([
      { path: "cursor", message: "is not a cursor of this list; start again from its first page" },
    ]);
  }
  const [, value, id, isBackward] = parts;
  return { order, value: value as string | number | null, id: String(id), isBackward: isBackward === true };
}

function signature(body: string, key: string): string {
  return createHmac("sha256", `${key}:cursor`).update(body).digest("base64url").slice(0, 22);
}
