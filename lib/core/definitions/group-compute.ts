import { computationOf, type FeatureGroupDefinition, type SecondOrderDefinition } from "../model/definitions";
import { durationSeconds } from "../model/duration";
import { parseFeatureRef } from "../model/ref";
import type { PitGroupRequest } from "../pit/plan";
import type { ComputeRequest, RollupRequest, WindowRequest } from "../pit/plan-compute";
import { hasRowOrder, type Relation } from "../pit/relation";
import { emptyValue, expandWindows } from "./aggregations";
import { NO_FACTS } from "./facts";
import { featuresOf } from "./features";
import { type ParentStep, parentPath } from "./hierarchy";
import { groupRelation, tableRelation } from "./relations";
import { createResolver, type Resolver } from "./resolve";
import type { DefinitionSet } from "./set";
import { readTimes, TICK_COLUMN } from "./times";

/** Where a group's values come from at a spine row's time: the part of a point-in-time request that its definition decides. */
export interface GroupCompute
  extends Pick<PitGroupRequest, "relation" | "eventTime" | "createdTime" | "ttlSeconds" | "tieBreakColumns"> {
  compute: ComputeRequest | null;
  /** The rows that everything is made of in the end; of rollups, those of the first members' group. */
  rows: Relation;
}

type ComputeOutcome = { ok: true; group: GroupCompute } | { ok: false; reason: string };

/** What a definition is computed from: the other definitions, and the versions that rollups pin (`group@v2`). */
export interface ComputeSetting {
  documents: DefinitionSet;
  pinned: ReadonlyMap<string, FeatureGroupDefinition>;
}

/** The versions of members' groups that a group's rollups pin. */
export function pinnedMembers(group: FeatureGroupDefinition): { group: string; version: number }[] {
  return (group.second_order ?? []).flatMap(({ feature }) => {
    const ref = parseFeatureRef(feature);
    return ref?.version == null ? [] : [{ group: ref.group, version: ref.version }];
  });
}

/**
 * @returns how the values of a group come about at a time, or the reason in a sentence why they cannot be computed: its
 *   source holds no files, a name in it is unknown, a parent is found in a way that cannot be followed.
 */
export function groupCompute(group: FeatureGroupDefinition, setting: ComputeSetting): ComputeOutcome {
  try {
    return { ok: true, group: computed(group, createResolver(setting.documents, NO_FACTS), setting, []) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message };
    throw error;
  }
}

/** Carries a reason up through nested groups; never leaves this file. */
class Refusal extends Error {}

function computed(
  group: FeatureGroupDefinition,
  resolver: Resolver,
  setting: ComputeSetting,
  path: readonly string[],
): GroupCompute {
  if (path.includes(group.name)) throw new Refusal(`${[...path, group.name].join(" → ")} is a cycle`);
  const times = readTimes(group, resolver);
  const shared = {
    eventTime: times.event_time,
    createdTime: times.created_time,
    ttlSeconds: group.ttl === null ? null : durationSeconds(group.ttl),
  };
  switch (computationOf(group)) {
    case "aggregations": {
      const relation = reached(tableRelation(group.source ?? "", resolver.set));
      return {
        ...shared,
        relation,
        rows: relation,
        compute: { kind: "windows", windows: windowsOf(group, resolver) },
        tieBreakColumns: tieBreakColumns(relation, group, resolver),
      };
    }
    case "second_order": {
      const rollups = new Map(
        (group.second_order ?? []).map((one) => [
          one.name,
          rollupOf(one, group, resolver, setting, [...path, group.name]),
        ]),
      );
      const [first] = rollups.values();
      if (!first) throw new Refusal(`${group.name} rolls nothing up`);
      return {
        ...shared,
        eventTime: TICK_COLUMN,
        createdTime: null,
        relation: { kind: "typed", name: group.name, columns: [] },
        rows: first.rows,
        compute: { kind: "second_order", rollups },
        tieBreakColumns: [],
      };
    }
    default: {
      const relation = reached(groupRelation(group, resolver.set));
      return { ...shared, relation, rows: relation, compute: null, tieBreakColumns: null };
    }
  }
}

function reached(outcome: ReturnType<typeof groupRelation>): Relation {
  if (!outcome.ok) throw new Refusal(outcome.reason);
  return outcome.relation;
}

function windowsOf(group: FeatureGroupDefinition, resolver: Resolver): Map<string, WindowRequest> {
  const windows = new Map<string, WindowRequest>();
  for (const one of group.aggregations ?? []) {
    const { fn, parameter, bounds, where } = one;
    // SQL does not mind the case of a column; the engine asks for it by its exact name.
    const column =
      one.column === null ? null : (resolver.column(group.source ?? "", one.column)?.name ?? one.column);
    for (const { name, window } of expandWindows(one)) {
      const seconds = window === "lifetime" ? null : durationSeconds(window);
      windows.set(name, { fn, parameter, column, seconds, bounds, where, empty: emptyValue(one) });
    }
  }
  return windows;
}

/** Rows of files have an order; the rows of a SELECT are told apart by their values. */
function tieBreakColumns(relation: Relation, group: FeatureGroupDefinition, resolver: Resolver): string[] {
  if (hasRowOrder(relation) || relation.kind !== "columns") return [];
  const keys = resolver.set.entities.get(group.entity)?.join_keys.map(({ name }) => name) ?? [];
  return relation.columns.map(({ name }) => name).filter((name) => !keys.includes(name));
}

function rollupOf(
  rollup: SecondOrderDefinition,
  group: FeatureGroupDefinition,
  resolver: Resolver,
  setting: ComputeSetting,
  path: readonly string[],
): RollupRequest & { rows: Relation } {
  const { set } = resolver;
  const member = parseFeatureRef(rollup.feature);
  const document = member && documentOf(member.group, member.version, setting);
  if (!member?.feature || !document) throw new Refusal(`${rollup.feature} is not known`);
  if (set.entities.get(rollup.by)?.join_keys.length !== 1) {
    throw new Refusal(`${rollup.by} has not exactly one join key, so no feature can name it`);
  }
  const own = parentPath(group.entity, rollup.by, set);
  const members = parentPath(document.entity, rollup.by, set);
  if (!own || !members) throw new Refusal(`${rollup.by} is not above ${group.entity} and ${document.entity}`);
  const inner = requestOf(document, member.version, member.feature, resolver, setting, path);
  return {
    fn: rollup.fn,
    parameter: rollup.parameter,
    empty: emptyValue({ fn: rollup.fn, empty: null }),
    by: rollup.by,
    path: own.map((step) => linkOf(step, resolver, setting, path)),
    memberPath: members.map((step) => linkOf(step, resolver, setting, path)),
    member: inner.request,
    rows: inner.rows,
  };
}

function linkOf(
  step: ParentStep,
  resolver: Resolver,
  setting: ComputeSetting,
  path: readonly string[],
): PitGroupRequest {
  const ref = parseFeatureRef(step.from);
  const document = ref && documentOf(ref.group, ref.version, setting);
  if (!ref?.feature || !document)
    throw new Refusal(`${step.from}, which names the ${step.parent}, is not known`);
  if (computationOf(document) === "second_order") {
    throw new Refusal(`${step.from} is rolled up itself, so it cannot name the ${step.parent}`);
  }
  return requestOf(document, ref.version, ref.feature, resolver, setting, path).request;
}

function documentOf(
  name: string,
  version: number | null,
  { documents, pinned }: ComputeSetting,
): FeatureGroupDefinition | undefined {
  return version === null ? documents.groups.get(name) : pinned.get(`${name}@v${version}`);
}

/** The request for one feature of a group, as its own group would be asked for. */
function requestOf(
  document: FeatureGroupDefinition,
  version: number | null,
  feature: string,
  resolver: Resolver,
  setting: ComputeSetting,
  path: readonly string[],
): { request: PitGroupRequest; rows: Relation } {
  const { rows, ...group } = computed(document, resolver, setting, path);
  const features = featuresOf(document, resolver).filter(({ computation }) => computation !== "on_demand");
  const untyped = features.find(({ name, type }) => name === feature && type === null);
  if (untyped) throw new Refusal(`the type of ${document.name}:${feature} is not known`);
  return {
    rows,
    request: {
      ...group,
      group: document.name,
      version,
      alias: null,
      entityKeys: resolver.set.entities.get(document.entity)?.join_keys ?? [],
      keyMap: null,
      features: features.map(({ name, type }) => ({ name, type: type ?? "", column: null })),
      requested: [feature],
    },
  };
}
