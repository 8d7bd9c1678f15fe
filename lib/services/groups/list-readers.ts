import "server-only";
import { can } from "@/lib/core/access/policy";
import { notFound } from "@/lib/core/errors";
import { type GroupReader, listGroupReaders } from "@/lib/store/group-readers";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { findGroupOnce } from "./find";

export interface Readers {
  services: GroupReader[];
  /** Services of projects that the person may not see: that they are there matters, their names are not told. */
  hiddenCount: number;
}

/** Feature services and consumers that read a group, whichever version they are pinned to. */
export async function listReaders(
  ctx: ServiceContext,
  input: { project: string; group: string },
): Promise<Readers> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const group = await findGroupOnce(ctx, db, project.id, input.group);
    if (!group) throw notFound(`Feature group ${input.group}`);
    const readers = await listGroupReaders(db, group.id);
    const isVisible = ({ project: { id } }: GroupReader) =>
      can(ctx.actor.rights, "project:read", { projectId: id }).allowed;
    const services = readers.filter(isVisible);
    return { services, hiddenCount: readers.length - services.length };
  });
}
