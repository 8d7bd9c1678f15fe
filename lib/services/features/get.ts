import "server-only";
import { notFound } from "@/lib/core/errors";
import type { FeatureView, GroupView } from "@/lib/store/group-views";
import { findFeature, listFeatureVersions } from "@/lib/store/object-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { findGroupOnce, findVersionOnce } from "../groups/find";

export interface FeatureDetail {
  group: GroupView;
  feature: FeatureView;
  /** The version it was dropped by; `null` while it lives. */
  droppedVersion: number | null;
  /** The version whose schema is shown: the latest that holds the feature. */
  shownVersion: number;
  versions: Awaited<ReturnType<typeof listFeatureVersions>>;
}

/** A feature as its page shows it, through all versions it stands in. */
export async function getFeature(
  ctx: ServiceContext,
  input: { project: string; group: string; feature: string },
): Promise<FeatureDetail> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const group = await findGroupOnce(ctx, db, project.id, input.group);
    const row = group && (await findFeature(db, group.id, input.feature));
    if (!row) throw notFound(`Feature ${input.group}:${input.feature}`);
    const versions = await listFeatureVersions(db, row.id);
    const shownVersion = versions[0]?.number ?? group.latestVersion;
    const version = await findVersionOnce(ctx, db, group.id, shownVersion);
    const feature = version?.features.find((candidate) => candidate.id === row.id);
    if (!feature) throw new Error(`feature ${row.id} stands in no version`);
    return { group, feature, droppedVersion: row.droppedVersion, shownVersion, versions };
  });
}
