import "server-only";
import { hasPolicyTag, seesProtectedValues } from "@/lib/core/access/policy";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { groupRelation } from "@/lib/core/definitions/relations";
import { createResolver } from "@/lib/core/definitions/resolve";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { readTimes } from "@/lib/core/definitions/times";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { durationSeconds } from "@/lib/core/model/duration";
import { type FeatureRef, parseFeatureRef } from "@/lib/core/model/ref";
import type { PitGroupRequest } from "@/lib/core/pit/plan";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion } from "@/lib/store/group-views";
import type { ServiceContext } from "../context";

/** One group that a preview joins, at one version, with what people may see of it. */
export interface PreviewGroup {
  request: PitGroupRequest;
  version: number;
  units: ReadonlyMap<string, string | null>;
  /** Features whose values this person sees masked. */
  masked: ReadonlySet<string>;
  /** Features whose values only stewards see. */
  restricted: ReadonlySet<string>;
  /** Of the version's definition. */
  digest: string;
}

/** A group as a feature service pins it: in a role, with keys of other names. */
export interface GroupPin {
  group: string;
  version: number | null;
  alias: string | null;
  keyMap: Record<string, string> | null;
  /** `null` = all. */
  features: string[] | null;
}

/** Turns references into the groups of a point-in-time request; every wrong reference is named. */
export async function requestGroups(
  db: Db,
  ctx: ServiceContext,
  project: { id: string; name: string },
  references: readonly string[],
  documents: DefinitionSet,
  pins: readonly GroupPin[] = [],
): Promise<PreviewGroup[]> {
  const problems: FieldProblem[] = [];
  const wanted = [
    ...collect(references, project.name, problems),
    ...pins.map((pin): Wanted => ({ ...pin, path: "service" })),
  ];
  const groups: PreviewGroup[] = [];
  const resolver = createResolver(documents, NO_FACTS);
  for (const { group, version, features, path, alias, keyMap } of wanted) {
    const found = await findGroup(db, project.id, group);
    const published = found && (await findVersion(db, found.id, version ?? found.latestVersion));
    if (!found || !published) {
      const message = found ? `${group} has no version ${version}` : `there is no feature group ${group}`;
      problems.push({ path, message });
      continue;
    }
    const relation = groupRelation(published.document, documents);
    if (!relation.ok) {
      problems.push({ path, message: relation.reason });
      continue;
    }
    const times = readTimes(published.document, resolver);
    const joinable = published.features.filter((feature) => feature.computation !== "on_demand");
    const onDemand = (features ?? []).filter((name) =>
      published.features.some((feature) => feature.name === name && feature.computation === "on_demand"),
    );
    for (const name of onDemand)
      problems.push({ path, message: `${name} is computed on demand, from other features and the request` });
    groups.push({
      version: published.number,
      digest: published.digest,
      units: new Map(
        joinable.map((feature) => [feature.name, (feature.details.unit as string | null) ?? null]),
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
        alias,
        entityKeys: found.entity.joinKeys,
        keyMap,
        eventTime: times.event_time,
        createdTime: times.created_time,
        ttlSeconds: published.document.ttl === null ? null : durationSeconds(published.document.ttl),
        relation: relation.relation,
        features: joinable.map(({ name, type }) => ({ name, type, column: null })),
        requested: features,
      },
    });
  }
  if (problems.length > 0) throw invalid(problems);
  return groups;
}

function tagKey(tag: string): string {
  return tag.split(":")[0]?.trim() ?? tag;
}

interface Wanted extends GroupPin {
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
    const wanted = byGroup.get(key) ?? {
      group: ref.group,
      version: ref.version,
      alias: null,
      keyMap: null,
      features: [],
      path,
    };
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
