import type { Json } from "../canonical-json";
import type { Definition, FeatureGroupDefinition, Kind } from "../model/definitions";
import { diffVersions, isEmptyDiff, type VersionDiff } from "../schema/diff";
import { assignFeatureIds, type VersionSnapshot } from "../schema/identity";
import { judgeDiff, type Level, type LevelFinding, levelOf } from "../schema/level";
import { auditedPart, featureWords, type VersionContent, versionContent } from "./canonical";
import type { ResolvedFeature } from "./features";
import { documentFields, type FieldChange } from "./fields";
import { referencesOf } from "./references";
import type { GroupVersions, Registered, RegisteredGroup } from "./registered";
import { createResolver, type Resolver } from "./resolve";
import { definitionSet, objectKey } from "./set";
import { documentsOf } from "./validate";

/** What happens to one object when the plan is applied. */
export interface PlannedChange {
  kind: Kind;
  name: string;
  /** `update` is audited only; `retire` and `restore` change whether the object is in use. */
  action: "create" | "new_version" | "update" | "retire" | "restore";
  /** The number the group's new version gets; `null` when there is none. */
  version: number | null;
  level: Level | null;
  /** Why the level is what it is. */
  findings: LevelFinding[];
  fields: FieldChange[];
  /** The document as it will be stored, what files leave unsaid filled in. */
  document: Definition;
  /** For a new version. Ids of features that do not exist yet are `new:<name>`. */
  published: { content: VersionContent; features: ResolvedFeature[]; diff: VersionDiff | null } | null;
  /** Files do not hold the object; it changes because of another one, named here. */
  isConsequence: boolean;
}

/** Names an object of a plan. */
export interface PlannedObject {
  kind: Kind;
  name: string;
}

/** The difference between the registry and the files. */
export interface Changes {
  /** In the order in which they can be applied. */
  changes: PlannedChange[];
  unchanged: PlannedObject[];
  /**
   * Objects of the registry that the files do not hold. Apply leaves them alone; pruning retires those that
   * nothing in the files needs. `neededBy` names what does, as `objectKey`.
   */
  notInFiles: (PlannedObject & { neededBy: string | null })[];
}

/** What a plan is made from. */
export interface PlanInput {
  registered: Registered;
  /** The documents of the files. */
  files: readonly Definition[];
  /** Holds everything as it would be after the files were applied. */
  resolver: Resolver;
  /** Whether objects that the files do not hold are retired. */
  prune: boolean;
}

/**
 * Compares the registry with what the files ask for. Idempotent: once the plan is applied, the same files give
 * no changes. Nothing is deleted; retiring is proposed only with `prune`. Pure; linear in the number of features.
 */
export function planChanges(input: PlanInput): Changes {
  const { registered, files, resolver, prune } = input;
  const inFiles = new Set(files.map(objectKey));
  const before = earlierResolver(registered, resolver);
  const earlier = new Map(registered.documents.map((document) => [objectKey(document), document]));
  const missing = registered.documents.filter(
    (document) =>
      isPrunable(document) &&
      !inFiles.has(objectKey(document)) &&
      !registered.retired.has(objectKey(document)),
  );
  const needed = neededObjects(files, resolver);
  const retired = prune ? missing.filter((document) => !needed.has(objectKey(document))) : [];
  const pruned = new Set(retired.map(objectKey));

  const changes: PlannedChange[] = [];
  const unchanged: PlannedObject[] = [];
  for (const document of documentsOf(resolver)) {
    const key = objectKey(document);
    const isAtRest = registered.retired.has(key) && !inFiles.has(key);
    if (pruned.has(key) || isAtRest) continue;
    const change = planDocument(document, {
      earlier: earlier.get(key) ?? null,
      before,
      resolver,
      registered,
      isInFiles: inFiles.has(key),
    });
    if (change) changes.push(change);
    else if (inFiles.has(key)) unchanged.push({ kind: document.kind, name: document.name });
  }
  changes.push(...retired.map(retire));
  const notInFiles = missing.map((document) => {
    const { kind, name } = document;
    return { kind, name, neededBy: needed.get(objectKey(document)) ?? null };
  });
  return { changes, unchanged, notInFiles };
}

/** What references and renames may name, by group, the versions included that apply would publish. */
export function plannedVersions(registered: Registered, resolver: Resolver): Map<string, GroupVersions> {
  const before = earlierResolver(registered, resolver);
  const planned = new Map<string, GroupVersions>();
  for (const group of resolver.set.groups.values()) {
    const known = registered.groups.get(group.name);
    const document = before.set.groups.get(group.name);
    const versions = [...(known?.versions ?? [])];
    if (!known || groupDiff(group, { before, resolver, registered }) !== null) {
      const features = resolver.features(group.name).flatMap(({ name, aliases }) => [name, ...aliases]);
      versions.push({ number: (known?.latest ?? 0) + 1, features });
    }
    const names = known?.features.map(({ name }) => name);
    planned.set(group.name, { versions, before: document && names ? { document, features: names } : null });
  }
  return planned;
}

/**
 * The registry as it is, seen with what the engine knows: a SELECT that did not change reads the same tables before
 * and after, so both sides must be asked of the same facts.
 */
function earlierResolver(registered: Registered, resolver: Resolver): Resolver {
  const set = definitionSet(registered.documents);
  const selects = [...resolver.facts.selects].filter(([name]) => {
    const sql = set.groups.get(name)?.transform ?? set.sources.get(name)?.query ?? null;
    return (
      sql !== null &&
      sql === (resolver.set.groups.get(name)?.transform ?? resolver.set.sources.get(name)?.query)
    );
  });
  return createResolver(set, { sources: new Map(), selects: new Map(selects) });
}

interface Comparison {
  earlier: Definition | null;
  before: Resolver;
  resolver: Resolver;
  registered: Registered;
  isInFiles: boolean;
}

/** Projects and teams are never retired by files: teams belong to the whole installation. */
function isPrunable(document: Definition): boolean {
  return document.kind !== "project" && document.kind !== "team";
}

/** Everything that the files' documents lead to, each with the first object that names it. */
function neededObjects(files: readonly Definition[], resolver: Resolver): Map<string, string> {
  const { set } = resolver;
  const needed = new Map<string, string>();
  const todo: Definition[] = [...files];
  for (let document = todo.pop(); document; document = todo.pop()) {
    for (const { kind, name } of referencesOf(document, resolver)) {
      const targets =
        kind === "entity"
          ? [set.entities.get(name)]
          : kind === "team"
            ? []
            : [set.groups.get(name), set.sources.get(name)];
      for (const target of targets) {
        if (!target || needed.has(objectKey(target))) continue;
        needed.set(objectKey(target), objectKey(document));
        todo.push(target);
      }
    }
  }
  return needed;
}

function planDocument(document: Definition, comparison: Comparison): PlannedChange | null {
  const { earlier, isInFiles } = comparison;
  const base = {
    kind: document.kind,
    name: document.name,
    version: null,
    level: null,
    findings: [],
    document,
    published: null,
    isConsequence: !isInFiles,
  };
  if (earlier === null) return createChange(document, comparison, base);
  const group = document.kind === "feature_group" ? planGroup(document, comparison) : null;
  const fields = [
    ...(group?.fields ?? []),
    ...auditedFields(earlier, document, comparison, group?.published?.diff ?? null),
  ];
  if (group) return { ...base, ...group, fields, action: "new_version" };
  const isRestored =
    isInFiles &&
    (document.kind === "entity" || document.kind === "source") &&
    comparison.registered.retired.has(objectKey(document));
  if (isRestored)
    return { ...base, fields: [{ path: "retired", from: true, to: false }, ...fields], action: "restore" };
  return fields.length > 0 ? { ...base, fields, action: "update" } : null;
}

function createChange(
  document: Definition,
  { resolver }: Comparison,
  base: Omit<PlannedChange, "action" | "fields">,
): PlannedChange {
  if (document.kind === "source") {
    const fields = (document.columns ?? []).map(({ name, type }) => ({
      path: `columns.${name}`,
      from: null,
      to: type,
    }));
    return { ...base, action: "create", fields };
  }
  if (document.kind !== "feature_group") return { ...base, action: "create", fields: [] };
  const features = resolver.features(document.name);
  const published = { content: versionContent(document, resolver), features, diff: null };
  const fields = features.map(({ name, type }) => ({ path: `features.${name}`, from: null, to: type }));
  return { ...base, action: "create", version: 1, level: "minor", fields, published };
}

function planGroup(
  group: FeatureGroupDefinition,
  comparison: Comparison,
): Pick<PlannedChange, "version" | "level" | "findings" | "fields" | "published"> | null {
  const known = comparison.registered.groups.get(group.name);
  const compared = groupDiff(group, comparison);
  if (!known || !compared) return null;
  const { diff, content } = compared;
  const findings = judgeDiff(diff, new Set(known.droppedNames));
  const features = comparison.resolver.features(group.name);
  return {
    version: known.latest + 1,
    level: levelOf(findings),
    findings,
    fields: diffFields(diff),
    published: { content, features, diff },
  };
}

/** The difference of a group's version-making content before and after; `null` when there is none. */
function groupDiff(
  group: FeatureGroupDefinition,
  { before, resolver, registered }: Pick<Comparison, "before" | "resolver" | "registered">,
): { diff: VersionDiff; content: VersionContent } | null {
  const earlier = before.set.groups.get(group.name);
  const known = registered.groups.get(group.name);
  if (!earlier || !known) return null;
  const from = snapshot(versionContent(earlier, before), known, before.features(group.name));
  const content = versionContent(group, resolver);
  const to = snapshot(content, known, resolver.features(group.name));
  const diff = diffVersions(from, to);
  return isEmptyDiff(diff) ? null : { diff, content };
}

function snapshot(
  content: VersionContent,
  known: RegisteredGroup,
  features: readonly ResolvedFeature[],
): VersionSnapshot {
  return { content, ids: assignFeatureIds(known.features, features, (name) => `new:${name}`) };
}

/** The version-making part of the change as fields, renames included. */
function diffFields(diff: VersionDiff): FieldChange[] {
  const groupFields = diff.groupChanges.map(({ attribute, from, to }) => ({ path: attribute, from, to }));
  const featureFields = diff.features.flatMap(({ change, name, previousName, attributes }): FieldChange[] => {
    const type = (side: "from" | "to"): Json =>
      attributes.find(({ attribute }) => attribute === "type")?.[side] ?? null;
    if (change === "added") return [{ path: `features.${name}`, from: null, to: type("to") }];
    if (change === "dropped") return [{ path: `features.${name}`, from: type("from"), to: null }];
    const changed = attributes.map(({ attribute, from, to }) => ({
      path: `features.${name}.${attribute}`,
      from,
      to,
    }));
    return change === "renamed"
      ? [{ path: `features.${name}.name`, from: previousName, to: name }, ...changed]
      : changed;
  });
  return [...groupFields, ...featureFields];
}

/**
 * The audited-only part of the change. A lifecycle that files do not say is no change; the words of features
 * that came or went are part of their own row.
 */
function auditedFields(
  earlier: Definition,
  document: Definition,
  { registered }: Comparison,
  diff: VersionDiff | null,
): FieldChange[] {
  const [from, to] = [auditedPart(earlier), auditedPart(document)];
  if (document.kind === "feature_group")
    from.lifecycle = registered.groups.get(document.name)?.lifecycle ?? null;
  if (document.kind === "feature_service") from.lifecycle = registered.services.get(document.name) ?? null;
  if ("lifecycle" in to && to.lifecycle === null) from.lifecycle = null;
  if (diff && earlier.kind === "feature_group" && document.kind === "feature_group") {
    const kept = diff.features.filter(({ change }) => change !== "added" && change !== "dropped");
    const newNames = new Map(kept.map(({ name, previousName }) => [previousName ?? name, name]));
    from.features = featureWords(earlier).flatMap((words) => {
      const name = newNames.get(words.name);
      return name === undefined ? [] : [{ ...words, name }];
    });
    const names = new Set(newNames.values());
    to.features = featureWords(document).filter(({ name }) => names.has(name));
  }
  return documentFields(from, to);
}

function retire(document: Definition): PlannedChange {
  const { kind, name } = document;
  const fields = [{ path: "retired", from: false, to: true }];
  return {
    kind,
    name,
    action: "retire",
    version: null,
    level: null,
    findings: [],
    fields,
    document,
    published: null,
    isConsequence: false,
  };
}
