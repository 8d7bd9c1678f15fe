import "server-only";
import type { ServiceContext } from "@/lib/services/context";
import { readCursor, writeCursor } from "@/lib/store/cursor";

/** The place in a list whose key is one number, from its signed cursor. @throws INVALID naming `cursor`. */
export function positionOf(ctx: ServiceContext, order: string, cursor: string | undefined): string | null {
  return cursor === undefined ? null : readCursor(cursor, order, ctx.cursorKey).id;
}

export function writePosition(ctx: ServiceContext, order: string, at: string | null): string | null {
  return at === null ? null : writeCursor({ order, value: null, id: at }, ctx.cursorKey);
}
