import { selectionColumns } from "@/lib/core/datasets/selection";
import type { FieldProblem } from "@/lib/core/errors";
import { formatValueType, parseValueType } from "@/lib/core/model/value-type";
import type { Knowledge } from "./modes";
import type { PitFeature, PitGroup, PitGroupRequest, PitKey, PitRequest } from "./plan";
import { type PlanGroup, planCompute } from "./plan-compute";

/** Key types that can be compared for equality without surprise; floats and nested values cannot. */
const KEY_KINDS = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "string",
  "bytes",
  "date",
  "timestamp",
  "decimal",
];
const TTL_SECONDS_MAX = 1e12;

/** @returns the groups of a plan in the order of the request; adds what is wrong to `problems`. */
export function planGroups(request: PitRequest, problems: FieldProblem[]): PitGroup[] {
  if (request.groups.length === 0)
    problems.push({ path: "features", message: "choose at least one feature" });
  const names = new Set<string>();
  const groups = request.groups.map((group) => {
    const name = group.alias ?? group.group;
    if (names.has(name)) {
      problems.push({
        path: `groups.${name}`,
        message: "is asked for twice",
        expected: "one alias (as) for each version or role of a group",
      });
    }
    names.add(name);
    return planGroup(name, group, problems, request.knowledge ?? "event");
  });
  return request.shortNames ? shorten(groups, spineNames(request)) : groups;
}

/** Plans one group on its own. */
export function planGroup(
  name: string,
  request: PitGroupRequest,
  problems: FieldProblem[],
  knowledge: Knowledge,
): PitGroup {
  const path = `groups.${name}`;
  checkModes(path, request, problems, knowledge);
  const { ttlSeconds } = request;
  if (
    ttlSeconds !== null &&
    !(Number.isInteger(ttlSeconds) && ttlSeconds > 0 && ttlSeconds <= TTL_SECONDS_MAX)
  ) {
    problems.push({
      path: `${path}.ttl`,
      message: ttlSeconds === 0 ? "0 is not a TTL" : `${ttlSeconds} s is not a TTL`,
      expected: "a duration, or none for unlimited",
    });
  }
  if (request.eventTime === null) {
    problems.push({ path: `${path}.event_time`, message: "the group has no event time to join on" });
  }
  const features = planFeatures(path, name, request, problems);
  const inner: PlanGroup = (innerName, one, found) => planGroup(innerName, one, found, knowledge);
  return {
    name,
    group: request.group,
    version: request.version,
    keys: planKeys(path, request, problems),
    eventTime: request.eventTime ?? "",
    createdTime: request.createdTime,
    ttlSeconds,
    strict: request.strict ?? false,
    nulls: request.nulls ?? "latest_row",
    tombstone: request.tombstone ?? null,
    validTo: request.validTo ?? null,
    relation: request.relation,
    compute: planCompute(path, request, features, inner, problems),
    features,
    tieBreakColumns: request.tieBreakColumns ?? tieBreakColumns(request),
  };
}

/** What a group must have for the modes that are asked for. A rollup reads no rows of its own; its members' groups do. */
function checkModes(path: string, request: PitGroupRequest, problems: FieldProblem[], knowledge: Knowledge) {
  const { group, compute, createdTime, strict, nulls } = request;
  if (knowledge === "known" && createdTime === null && compute?.kind !== "second_order") {
    problems.push({
      path: `${path}.created_time`,
      message: `${group} has no created time, so nobody can tell what was known of it at a time`,
      expected: "a created_time on the group or its source, or knowledge by event time",
    });
  }
  if (!compute) return;
  if (strict === true) {
    const message = `${group} is computed: whether its own time counts is said by the bounds of its windows`;
    problems.push({ path: `${path}.strict`, message });
  }
  if (nulls === "latest_non_null") {
    const message = `${group} is computed from many rows: there is no newest row to look past`;
    problems.push({ path: `${path}.nulls`, message });
  }
}

function tieBreakColumns({ features, tombstone, validTo }: PitGroupRequest): string[] {
  const ends = [tombstone, validTo].filter((column) => typeof column === "string");
  return [...new Set([...features.map((feature) => feature.column ?? feature.name), ...ends])];
}

function planKeys(path: string, request: PitGroupRequest, problems: FieldProblem[]): PitKey[] {
  const map = request.keyMap ?? {};
  for (const key of Object.keys(map)) {
    if (!request.entityKeys.some((entityKey) => entityKey.name === key)) {
      problems.push({
        path: `${path}.keys.${key}`,
        message: `${request.group} has no join key ${key}`,
        expected: request.entityKeys.map((entityKey) => entityKey.name).join(", "),
      });
    }
  }
  if (request.entityKeys.length === 0)
    problems.push({ path: `${path}.keys`, message: "the entity has no join key" });
  return request.entityKeys.map((key) => {
    const type = parseValueType(key.type);
    if (!type || !KEY_KINDS.includes(type.kind)) {
      problems.push({ path: `${path}.keys.${key.name}`, message: `${key.type} cannot be a join key's type` });
    }
    return {
      name: key.name,
      column: key.name,
      spineColumn: map[key.name] ?? key.name,
      type: type ? formatValueType(type) : key.type,
    };
  });
}

function planFeatures(
  path: string,
  name: string,
  request: PitGroupRequest,
  problems: FieldProblem[],
): PitFeature[] {
  const asked = request.requested ?? request.features.map((feature) => feature.name);
  const hidden = [...new Set(request.hidden)].filter((feature) => !asked.includes(feature));
  const wanted = [...asked, ...hidden];
  if (wanted.length === 0 && request.hidden === undefined)
    problems.push({ path: `${path}.features`, message: "choose at least one feature" });
  const seen = new Set<string>();
  return wanted.flatMap((featureName) => {
    const featurePath = `${path}.features.${featureName}`;
    if (seen.has(featureName)) {
      problems.push({ path: featurePath, message: "is asked for twice" });
      return [];
    }
    seen.add(featureName);
    const feature = request.features.find((candidate) => candidate.name === featureName);
    if (!feature) {
      const known = request.features.map((candidate) => candidate.name).join(", ");
      problems.push({
        path: featurePath,
        message: `${request.group} has no feature ${featureName}`,
        expected: known,
      });
      return [];
    }
    const type = parseValueType(feature.type);
    if (!type) problems.push({ path: featurePath, message: `${feature.type} is not a value type` });
    return [
      {
        name: featureName,
        column: feature.column ?? feature.name,
        type: type ? formatValueType(type) : feature.type,
        output: `${name}__${featureName}`,
        ...(hidden.includes(featureName) ? { isHidden: true } : {}),
      },
    ];
  });
}

function spineNames(request: PitRequest): string[] {
  const { spine } = request;
  if (spine.kind === "sample") return [spine.time, ...spine.keep];
  const columns =
    spine.kind === "rows" ? spine.columns : [...spine.sourceColumns, ...selectionColumns(spine.selection)];
  return columns.map((column) => column.name);
}

/** Bare names where exactly one feature has them and no spine column does; the others stay qualified. */
function shorten(groups: PitGroup[], taken: string[]): PitGroup[] {
  const uses = new Map<string, number>();
  const count = (name: string) => uses.set(name.toLowerCase(), (uses.get(name.toLowerCase()) ?? 0) + 1);
  for (const name of taken) count(name);
  for (const group of groups) {
    for (const feature of group.features) if (!feature.isHidden) count(feature.name);
    for (const key of group.keys) count(key.spineColumn);
  }
  return groups.map((group) => ({
    ...group,
    features: group.features.map((feature) =>
      uses.get(feature.name.toLowerCase()) === 1 ? { ...feature, output: feature.name } : feature,
    ),
  }));
}
