import "server-only";
import { can } from "@/lib/core/access/policy";
import { groupCompute } from "@/lib/core/definitions/group-compute";
import { notFound } from "@/lib/core/errors";
import { filesOf } from "@/lib/core/pit/relation";
import { loadDocuments } from "@/lib/store/documents";
import { loadGroupDocuments } from "@/lib/store/group-documents";
import { listStoredGroups } from "@/lib/store/offline-commits";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { findGroupOnce } from "../groups/find";
import { loadPinned } from "./pinned";

/** Whether the features of a group can be joined to a spine: from which source its rows come, or why not. */
export type PreviewReadiness = {
  /** Whether the person who asks may preview values in this project. */
  mayPreview: boolean;
} & ({ source: string | null; timeColumn: string | null; refusal: null } | { refusal: string });

export async function findPreviewRefusal(
  ctx: ServiceContext,
  input: { project: string; group: string },
): Promise<PreviewReadiness> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const mayPreview = can(ctx.actor.rights, "preview:run", { projectId: project.id }).allowed;
  return await read(ctx, async (db) => {
    const group = await findGroupOnce(ctx, db, project.id, input.group);
    if (!group) throw notFound(`Feature group ${input.group}`);
    // A rollup reads what names parents too, wherever it stands.
    const documents =
      group.document.second_order === null
        ? await loadGroupDocuments(db, project.id, group.document)
        : await loadDocuments(db, project.id);
    const pinned = await loadPinned(db, project.id, group.document, documents);
    const outcome = groupCompute(group.document, { documents, pinned });
    if (!outcome.ok) {
      const stored = await listStoredGroups(db, project.id);
      // Rows of its own are joined where no file gives any; there is no source to draw a spine from then.
      return stored.has(group.name)
        ? { mayPreview, source: null, timeColumn: null, refusal: null }
        : { mayPreview, refusal: outcome.reason };
    }
    const source = filesOf(outcome.group.rows)[0]?.name ?? null;
    const timeColumn = source === null ? null : (documents.sources.get(source)?.event_time ?? null);
    return { mayPreview, source, timeColumn, refusal: null };
  });
}
