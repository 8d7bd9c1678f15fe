import "server-only";
import { type ListedPerson, listPeople as listRows } from "@/lib/store/people";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";

const PEOPLE_MAX = 1000;

/** Everybody, for admins: as they are now, by name. `isComplete` false: there are more than the list holds. */
export async function listPeople(
  ctx: ServiceContext,
): Promise<{ people: ListedPerson[]; isComplete: boolean }> {
  authorize(ctx, "people:manage");
  const rows = await ctx.store.read(null, (db) => listRows(db, PEOPLE_MAX + 1));
  return { people: rows.slice(0, PEOPLE_MAX), isComplete: rows.length <= PEOPLE_MAX };
}
