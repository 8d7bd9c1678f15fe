import "server-only";
import { seesProtectedValues } from "@/lib/core/access/policy";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { groupRelation } from "@/lib/core/definitions/relations";
import { createResolver } from "@/lib/core/definitions/resolve";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { readTimes } from "@/lib/core/definitions/times";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { durationSeconds } from "@/lib/core/model/duration";
import { type FeatureRef, parseFeatureRef } from "@/lib/core/model/ref";
import { versionFolder } from "@/lib/core/offline/layout";
import { storedSchema } from "@/lib/core/offline/schema";
import type { PitGroupRequest } from "@/lib/core/pit/plan";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion, type VersionWithSchema } from "@/lib/store/group-views";
import type { ServiceContext } from "../context";
import { pinRows } from "../offline/snapshot";

/** One group that a preview joins, at one version, with what people may see of it. */
export interface PreviewGroup {
  request: PitGroupRequest;
  version: number;
  units: ReadonlyMap<string, string | null>;
  /** Features whose values this person sees masked. */
  masked: ReadonlySet<string>;
  /** Lets go of rows of the offline store, where they are joined. */
  release?: () => Promise<void>;
}

/** Turns references into the groups of a point-in-time request; every wrong reference is named. */
export async function requestGroups(
  db: Db,
  ctx: ServiceContext,
  project: { id: string; name: string },
  references: readonly string[],
  documents: DefinitionSet,
): Promise<PreviewGroup[]> {
  const problems: FieldProblem[] = [];
  const wanted = collect(references, project.name, problems);
  const groups: PreviewGroup[] = [];
  const resolver = createResolver(documents, NO_FACTS);
  for (const { group, version, features, path } of wanted) {
    const found = await findGroup(db, project.id, group);
    const published = found && (await findVersion(db, found.id, version ?? found.latestVersion));
    if (!found || !published) {
      const message = found ? `${group} has no version ${version}` : `there is no feature group ${group}`;
      problems.push({ path, message });
      continue;
    }
    const live = groupRelation(published.document, documents);
    const stored = live.ok ? null : await pinStored(ctx, project.id, found.id, published);
    const relation = stored?.relation ?? (live.ok ? live.relation : null);
    if (!relation) {
      if (!live.ok) problems.push({ path, message: live.reason });
      continue;
    }
    const times = stored?.times ?? readTimes(published.document, resolver);
    const joinable = published.features.filter((feature) => feature.computation !== "on_demand");
    const onDemand = (features ?? []).filter((name) =>
      published.features.some((feature) => feature.name === name && feature.computation === "on_demand"),
    );
    for (const name of onDemand)
      problems.push({ path, message: `${name} is computed on demand, from other features and the request` });
    groups.push({
      version: published.number,
      ...(stored ? { release: stored.release } : {}),
      units: new Map(
        joinable.map((feature) => [feature.name, (feature.details.unit as string | null) ?? null]),
      ),
      masked: new Set(
        joinable
          .filter((f) => !seesProtectedValues(ctx.actor.rights, project.id, f.tags.map(tagKey)))
          .map((f) => f.name),
      ),
      request: {
        group,
        version,
        alias: null,
        entityKeys: found.entity.joinKeys,
        keyMap: null,
        eventTime: times.event_time,
        createdTime: times.created_time,
        ttlSeconds: published.document.ttl === null ? null : durationSeconds(published.document.ttl),
        relation,
        features: joinable.map(({ name, type }) => ({ name, type, column: null })),
        requested: features,
      },
    });
  }
  if (problems.length > 0) {
    await releaseGroups(groups);
    throw invalid(problems);
  }
  return groups;
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
  const times = { event_time: schema.eventTime, created_time: schema.createdTime };
  return pinned && { ...pinned, times };
}

function tagKey(tag: string): string {
  return tag.split(":")[0]?.trim() ?? tag;
}

interface Wanted {
  group: string;
  version: number | null;
  /** `null` = all. */
  features: string[] | null;
  path: string;
}

/** References of the same group and version are one join; a `*` takes all its features. */
function collect(references: readonly string[], project: string, problems: FieldProblem[]): Wanted[] {
  const byGroup = new Map<string, Wanted>();
  for (const [index, text] of references.entries()) {
    const path = `features.${index}`;
    const ref = parseFeatureRef(text);
    const problem = problemOf(ref, text, project);
    if (!ref || problem) {
      problems.push({
        path,
        message: problem ?? "is not a reference",
        expected: "group:feature or group@v2:feature",
      });
      continue;
    }
    const key = `${ref.group}@${ref.version ?? "latest"}`;
    const wanted = byGroup.get(key) ?? { group: ref.group, version: ref.version, features: [], path };
    byGroup.set(key, wanted);
    if (ref.feature === null) wanted.features = null;
    else if (wanted.features && !wanted.features.includes(ref.feature)) wanted.features.push(ref.feature);
  }
  return [...byGroup.values()];
}

function problemOf(ref: FeatureRef | null, text: string, project: string): string | null {
  if (!ref) return `${text} is not a feature reference`;
  return ref.project === null || ref.project === project
    ? null
    : "features of another project cannot be joined here";
}
