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
import type { PitGroupRequest } from "@/lib/core/pit/plan";
import type { Db } from "@/lib/store/client";
import { findGroup, findVersion } from "@/lib/store/group-views";
import type { ServiceContext } from "../context";
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
    const pinned = await loadPinned(db, project.id, published.document, documents);
    const computed = groupCompute(published.document, { documents, pinned });
    if (!computed.ok) {
      problems.push({ path, message: computed.reason });
      continue;
    }
    const joinable = published.features.filter((feature) => feature.computation !== "on_demand");
    const { document } = published;
    const onDemand = document.on_demand.filter(({ name }) => features === null || features.includes(name));
    const stored = features?.filter((feature) => !onDemand.some(({ name }) => name === feature)) ?? null;
    groups.push({
      version: published.number,
      document,
      onDemand,
      units: new Map(
        joinable.map((feature) => [feature.name, (feature.details.unit as string | null) ?? null]),
      ),
      computations: new Map(
        featuresOf(published.document, resolver)
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
        ...computed.group,
        features: joinable.map(({ name, type }) => ({ name, type, column: null })),
        requested: stored,
        strict,
        nulls,
        ...(computed.group.compute ? {} : rowEnds(published.document, documents)),
      },
    });
  }
  if (problems.length > 0) throw invalid(problems);
  return groups;
}

function tagKey(tag: string): string {
  return tag.split(":")[0]?.trim() ?? tag;
}
