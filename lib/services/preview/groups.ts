import "server-only";
import { seesProtectedValues } from "@/lib/core/access/policy";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { joinRequest } from "@/lib/core/definitions/join-request";
import { groupRelation } from "@/lib/core/definitions/relations";
import { createResolver } from "@/lib/core/definitions/resolve";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { type FieldProblem, invalid } from "@/lib/core/errors";
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
  const wanted = collectReferences(references, project.name, problems);
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
    const relation = groupRelation(published.document, documents);
    if (!relation.ok) {
      problems.push({ path, message: relation.reason });
      continue;
    }
    const joinable = published.features.filter((feature) => feature.computation !== "on_demand");
    const onDemand = (features ?? []).filter((name) =>
      published.features.some((feature) => feature.name === name && feature.computation === "on_demand"),
    );
    for (const name of onDemand)
      problems.push({ path, message: `${name} is computed on demand, from other features and the request` });
    groups.push({
      version: published.number,
      units: new Map(
        joinable.map((feature) => [feature.name, (feature.details.unit as string | null) ?? null]),
      ),
      masked: new Set(
        joinable
          .filter((f) => !seesProtectedValues(ctx.actor.rights, project.id, f.tags.map(tagKey)))
          .map((f) => f.name),
      ),
      request: {
        ...joinRequest(
          { document: published.document, version, entityKeys: found.entity.joinKeys, features: joinable },
          resolver,
        ),
        relation: relation.relation,
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

export interface WantedGroup {
  group: string;
  version: number | null;
  /** `null` = all. */
  features: string[] | null;
  path: string;
}

/** References of the same group and version are one join; a `*` takes all its features. */
export function collectReferences(
  references: readonly string[],
  project: string,
  problems: FieldProblem[],
): WantedGroup[] {
  const byGroup = new Map<string, WantedGroup>();
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
