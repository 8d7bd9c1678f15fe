import "server-only";
import type { PreviewBody } from "@/lib/contracts/preview";
import { seesProtectedValues } from "@/lib/core/access/policy";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { featuresOf } from "@/lib/core/definitions/features";
import { groupCompute } from "@/lib/core/definitions/group-compute";
import { createResolver } from "@/lib/core/definitions/resolve";
import { rowEnds } from "@/lib/core/definitions/row-ends";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import type { FeatureGroupDefinition, OnDemandDefinition } from "@/lib/core/model/definitions";
import { durationSeconds } from "@/lib/core/model/duration";
import { versionFolder } from "@/lib/core/offline/layout";
import { storedSchema } from "@/lib/core/offline/schema";
import type { PitGroupRequest } from "@/lib/core/pit/plan";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion, type VersionWithSchema } from "@/lib/store/group-views";
import type { ServiceContext } from "../context";
import { pinRows } from "../offline/snapshot";
import { loadPinned } from "./pinned";
import { wantedGroups } from "./wanted-groups";

/** One group that a preview joins, at one version, with what people may see of it. */
export interface PreviewGroup {
  request: PitGroupRequest;
  version: number;
  units: ReadonlyMap<string, string | null>;
  /** Of computed features: what is computed, over which literal interval. */
  computations: ReadonlyMap<string, { expression: string; interval: string | null }>;
  /** Features whose values this person sees masked. */
  masked: ReadonlySet<string>;
  /** The definition of that version. */
  document: FeatureGroupDefinition;
  /** Which of its on-demand features are asked for. */
  onDemand: OnDemandDefinition[];
  /** Lets go of rows of the offline store, where they are joined. */
  release?: () => Promise<void>;
}

/** Turns references into the groups of a point-in-time request; every wrong reference is named. */
export async function requestGroups(
  db: Db,
  ctx: ServiceContext,
  project: { id: string; name: string },
  features: PreviewBody["features"],
  documents: DefinitionSet,
): Promise<PreviewGroup[]> {
  const problems: FieldProblem[] = [];
  const wanted = await wantedGroups(db, project, features, problems);
  const groups: PreviewGroup[] = [];
  const resolver = createResolver(documents, NO_FACTS);
  for (const { group, version, features, path, as, keys, strict, nulls } of wanted) {
    const found = await findGroup(db, project.id, group);
    const published = found && (await findVersion(db, found.id, version ?? found.latestVersion));
    if (!found || !published) {
      const message = found ? `${group} has no version ${version}` : `there is no feature group ${group}`;
      problems.push({ path, message });
      continue;
    }
    const { document } = published;
    const pinned = await loadPinned(db, project.id, document, documents);
    const live = groupCompute(document, { documents, pinned });
    const kept = live.ok ? null : await pinStored(ctx, project.id, found.id, published);
    const rows = live.ok
      ? { ...live.group, ...(live.group.compute ? {} : rowEnds(document, documents)) }
      : kept?.rows;
    if (!rows) {
      if (!live.ok) problems.push({ path, message: live.reason });
      continue;
    }
    const joinable = published.features.filter((feature) => feature.computation !== "on_demand");
    const onDemand = namedOnDemand(document, features);
    const stored = features?.filter((feature) => !onDemand.some(({ name }) => name === feature)) ?? null;
    groups.push({
      version: published.number,
      document,
      onDemand,
      ...(kept ? { release: kept.release } : {}),
      units: new Map(
        joinable.map((feature) => [feature.name, (feature.details.unit as string | null) ?? null]),
      ),
      computations: new Map(
        featuresOf(document, resolver)
          .filter(({ computation }) => computation === "aggregation" || computation === "second_order")
          .map(({ name, expression, interval }) => [name, { expression, interval }]),
      ),
      masked: new Set(
        joinable
          .filter((f) => !seesProtectedValues(ctx.actor.rights, project.id, f.tags.map(tagKey)))
          .map((f) => f.name),
      ),
      request: {
        group,
        version,
        alias: as,
        entityKeys: found.entity.joinKeys,
        keyMap: keys,
        ...rows,
        features: joinable.map(({ name, type }) => ({ name, type, column: null })),
        requested: stored,
        strict,
        nulls,
      },
    });
  }
  if (problems.length > 0) {
    await releaseGroups(groups);
    throw invalid(problems);
  }
  return groups;
}

/** In the order they are asked for; all of them where nothing is named. */
function namedOnDemand(
  { on_demand }: FeatureGroupDefinition,
  features: readonly string[] | null,
): OnDemandDefinition[] {
  return features?.flatMap((wanted) => on_demand.filter(({ name }) => name === wanted)) ?? on_demand;
}

/** Lets go of everything that the groups of a preview hold. */
export async function releaseGroups(groups: readonly PreviewGroup[]): Promise<void> {
  await Promise.all(groups.map((group) => group.release?.()));
}

/** The rows of a version's latest commit, where there is one: what can be joined of a group that no file gives. */
async function pinStored(
  ctx: ServiceContext,
  projectId: string,
  groupId: string,
  version: VersionWithSchema,
) {
  const outcome = storedSchema(version);
  if (!outcome.ok) return null;
  const { schema } = outcome;
  const folder = versionFolder(projectId, groupId, version.number);
  const pinned = await pinRows(ctx, { version, schema, folder }, null);
  if (!pinned) return null;
  const { document, content } = version;
  const rows = {
    relation: pinned.relation,
    eventTime: schema.eventTime,
    createdTime: schema.createdTime,
    ttlSeconds: document.ttl === null ? null : durationSeconds(document.ttl),
    tombstone: content.tombstone,
  };
  return { rows, release: pinned.release };
}

function tagKey(tag: string): string {
  return tag.split(":")[0]?.trim() ?? tag;
}
