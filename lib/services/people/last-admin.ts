import "server-only";
import { AppError } from "@/lib/core/errors";
import type { Db } from "@/lib/store/client";
import { countAdmins } from "@/lib/store/people";

/** Called after the change, inside its transaction: CONFLICT, and nothing happens, when no admin would be left. */
export async function requireAnotherAdmin(db: Db): Promise<void> {
  if ((await countAdmins(db, { demo: true })) === 0) {
    throw new AppError("CONFLICT", "This is the last admin: make somebody else an admin first.");
  }
}
