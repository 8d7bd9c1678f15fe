import "server-only";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion, type GroupView, type VersionWithSchema } from "@/lib/store/group-views";
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

/** One of its versions, in the same way. */
export function findVersionOnce(
  { seen }: ServiceContext,
  db: Db,
  groupId: string,
  number: number,
): Promise<VersionWithSchema | null> {
  return once(seen?.versions, `${groupId}/${number}`, () => findVersion(db, groupId, number));
}
