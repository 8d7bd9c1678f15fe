import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { invalid } from "@/lib/core/errors";

/** Where a page of a list ended: the order it is in, the sort value and the id of its last row. */
export interface Position {
  order: string;
  value: string | number | null;
  id: string;
}

/** An opaque, signed cursor. Nobody but us makes one, so its content is trusted after the check. */
export function writeCursor(position: Position, key: string): string {
  const body = Buffer.from(JSON.stringify([position.order, position.value, position.id])).toString(
    "base64url",
  );
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
  return { order, value: parts[1] as string | number | null, id: String(parts[2]) };
}

function signature(body: string, key: string): string {
  return createHmac("sha256", `${key}:cursor`).update(body).digest("base64url").slice(0, 22);
}
