import "server-only";
import type { PreviewBody } from "@/lib/contracts/preview";
import { hasPolicyTag, seesProtectedValues } from "@/lib/core/access/policy";
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
import { formatInstant } from "@/lib/core/time/instant";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion, type VersionWithSchema } from "@/lib/store/group-views";
import type { ServiceContext } from "../context";
import { type AsOf, pinRows } from "../offline/snapshot";
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
  /** Features whose values only stewards see. */
  restricted: ReadonlySet<string>;
  /** The definition of that version. */
  document: FeatureGroupDefinition;
  /** Of that definition. */
  digest: string;
  /** Which of its on-demand features are asked for. */
  onDemand: OnDemandDefinition[];
  /** The rows of the offline store that are joined, where they are: which commit, and how to let go of it. */
  pin?: { groupVersionId: string; number: number; release: () => Promise<void> };
}

/**
 * Turns references into the groups of a point-in-time request; every wrong reference is named.
 *
 * @param asOf joins the rows that the offline store held then, and refuses groups whose rows it does not hold; left out
 *   = rows of sources as they are, and the store's latest for groups that no source gives.
 */
export async function requestGroups(
  db: Db,
  ctx: ServiceContext,
  project: { id: string; name: string },
  features: PreviewBody["features"],
  documents: DefinitionSet,
  asOf?: AsOf,
): Promise<PreviewGroup[]> {
  const groups: PreviewGroup[] = [];
  try {
    await findGroups({ db, ctx, project, documents, asOf }, features, groups);
    return groups;
  } catch (error) {
    await releaseGroups(groups);
    throw error;
  }
}

interface Place {
  db: Db;
  ctx: ServiceContext;
  project: { id: string; name: string };
  documents: DefinitionSet;
  asOf: AsOf | undefined;
}

async function findGroups(place: Place, asked: PreviewBody["features"], groups: PreviewGroup[]) {
  const { db, ctx, project, documents } = place;
  const problems: FieldProblem[] = [];
  const wanted = await wantedGroups(db, project, asked, problems);
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
    const isStored = place.asOf !== undefined || !live.ok;
    const refusal = place.asOf === undefined ? null : storeRefusal(group, live);
    const kept =
      isStored && refusal === null ? await pinStored(place, found.id, published, place.asOf ?? null) : null;
    const rows =
      live.ok && !isStored
        ? { ...live.group, ...(live.group.compute ? {} : rowEnds(document, documents)) }
        : kept?.rows;
    if (!rows) {
      problems.push({ path, message: refusal ?? (live.ok ? notThen(group) : live.reason) });
      continue;
    }
    const joinable = published.features.filter((feature) => feature.computation !== "on_demand");
    const onDemand = namedOnDemand(document, features);
    const stored = features?.filter((feature) => !onDemand.some(({ name }) => name === feature)) ?? null;
    groups.push({
      version: published.number,
      document,
      digest: published.digest,
      onDemand,
      ...(kept ? { pin: kept.pin } : {}),
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
      restricted: new Set(joinable.filter((f) => hasPolicyTag(f.tags.map(tagKey))).map((f) => f.name)),
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
  if (problems.length > 0) throw invalid(problems);
}

/** Why a group's rows cannot be joined as the offline store held them, if so. */
function storeRefusal(group: string, live: ReturnType<typeof groupCompute>): string | null {
  if (!live.ok || live.group.compute === null) return null;
  return `${group} is computed for each row, so the offline store holds no rows of it to join as of a commit`;
}

function notThen(group: string): string {
  return `the offline store held no rows of ${group} then`;
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
  await Promise.all(groups.map((group) => group.pin?.release()));
}

/** The rows of one commit of a version, where there is one. */
async function pinStored({ ctx, project }: Place, groupId: string, version: VersionWithSchema, asOf: AsOf) {
  const outcome = storedSchema(version);
  if (!outcome.ok) return null;
  const { schema } = outcome;
  const folder = versionFolder(project.id, groupId, version.number);
  const pinned = await pinRows(ctx, { version, schema, folder }, asOf);
  if (!pinned) return null;
  const { document, content } = version;
  if (asOf !== null && pinned.removedBeforeUs !== null) {
    await pinned.release();
    const until = formatInstant(pinned.removedBeforeUs);
    const message = `retention has dropped rows of ${document.name} before ${until} since`;
    throw invalid([{ path: "at", message, expected: "a later commit" }]);
  }
  const rows = {
    relation: pinned.relation,
    eventTime: schema.eventTime,
    createdTime: schema.createdTime,
    ttlSeconds: document.ttl === null ? null : durationSeconds(document.ttl),
    tombstone: content.tombstone,
  };
  const pin = { groupVersionId: version.id, number: pinned.commit.number, release: pinned.release };
  return { rows, pin };
}

/** What a tag is about: `pii` of `pii` and of `pii: name`. */
export function tagKey(tag: string): string {
  return tag.split(":")[0]?.trim() ?? tag;
}
