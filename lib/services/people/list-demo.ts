import "server-only";
import { type ListedPerson, listDemoPeople as listRows } from "@/lib/store/people";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";

export type DemoPerson = Pick<ListedPerson, "id" | "name" | "email" | "isAdmin" | "roles">;

/** Whom the sign-in page offers; nobody outside of demo mode. */
export async function listDemoPeople(
  ctx: ServiceContext,
  input: { isDemoMode: boolean },
): Promise<DemoPerson[]> {
  authorize(ctx, "session:open");
  if (!input.isDemoMode) return [];
  const people = await read(ctx, listRows);
  return people.map(({ id, name, email, isAdmin, roles }) => ({ id, name, email, isAdmin, roles }));
}
