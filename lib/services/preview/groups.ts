import "server-only";
import type { PreviewBody } from "@/lib/contracts/preview";
import { seesProtectedValues } from "@/lib/core/access/policy";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { groupRelation } from "@/lib/core/definitions/relations";
import { createResolver } from "@/lib/core/definitions/resolve";
import { rowEnds } from "@/lib/core/definitions/row-ends";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { readTimes } from "@/lib/core/definitions/times";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { durationSeconds } from "@/lib/core/model/duration";
import type { PitGroupRequest } from "@/lib/core/pit/plan";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion } from "@/lib/store/group-views";
import type { ServiceContext } from "../context";
import { wantedGroups } from "./wanted-groups";

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
        alias: as,
        entityKeys: found.entity.joinKeys,
        keyMap: keys,
        eventTime: times.event_time,
        createdTime: times.created_time,
        ttlSeconds: published.document.ttl === null ? null : durationSeconds(published.document.ttl),
        relation: relation.relation,
        features: joinable.map(({ name, type }) => ({ name, type, column: null })),
        requested: features,
        strict,
        nulls,
        ...rowEnds(published.document, documents),
      },
    });
  }
  if (problems.length > 0) throw invalid(problems);
  return groups;
}

function tagKey(tag: string): string {
  return tag.split(":")[0]?.trim() ?? tag;
}
