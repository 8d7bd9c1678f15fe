import "server-only";
import type { Db } from "@/lib/store/client";
import { findGroup, type GroupView } from "@/lib/store/group-views";
import type { ServiceContext } from "../context";
import { once } from "../once";

/** A group for a verb that only reads: several of them on one page read it together. */
export function findGroupOnce(
  { seen }: ServiceContext,
  db: Db,
  projectId: string,
  name: string,
): Promise<GroupView | null> {
  return once(seen?.groups, `${projectId}/${name}`, () => findGroup(db, projectId, name));
}
