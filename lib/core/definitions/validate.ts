import type { Definition } from "../model/definitions";
import { LINEAGE_DEPTH_MAX, lineageCycles, parentCycles, tooDeep } from "./cycles";
import type { DefinitionProblem, Report } from "./problem";
import { type Reference, referencesOf } from "./references";
import type { Resolver } from "./resolve";
import { objectKey } from "./set";
import { didYouMean } from "./suggest";
import { checkEntity } from "./validate-entity";
import { checkGroup } from "./validate-group";
import { checkRenameTargets } from "./validate-renames";
import { checkService, type KnownVersions } from "./validate-service";
import { checkSource } from "./validate-source";

/** Definitions that are there but could not be read: references to them are no mistakes. */
export interface UnreadDefinitions {
  /** Their names, of whatever kind. */
  names: ReadonlySet<string>;
  /** False when there are some whose names are not known either. */
  isComplete: boolean;
}

/** What else is known when definitions are checked. */
export interface ValidationContext {
  unread?: UnreadDefinitions;
  /** Keys (see `objectKey`) of retired objects that the files do not hold: they may be named, and are not checked. */
  retired?: ReadonlySet<string>;
}

const NOTHING_RETIRED: ReadonlySet<string> = new Set();
const NOTHING_UNREAD: UnreadDefinitions = { names: new Set(), isComplete: true };

/**
 * Checks definitions against each other: names that do not exist, cycles, missing columns and keys, clashes,
 * types that do not fit. `resolver` holds the whole project as it would be, so objects outside the files at hand
 * are checked too: a dropped feature may break a service that nobody touched.
 *
 * @returns every problem, at the document and path where it has to be solved. Cyclic definitions are reported
 *   alone, since nothing that follows from them is known.
 */
export function validateDefinitions(
  resolver: Resolver,
  versions: KnownVersions,
  { unread = NOTHING_UNREAD, retired = NOTHING_RETIRED }: ValidationContext = {},
): DefinitionProblem[] {
  const problems = structuralProblems(resolver);
  if (problems.length > 0) return problems;

  const reportFor = reporter(problems);
  const inUse = documentsOf(resolver).filter((document) => !retired.has(objectKey(document)));
  for (const document of inUse) {
    const report = reportFor(document);
    for (const reference of referencesOf(document, resolver)) {
      const isUnread = !unread.isComplete || unread.names.has(reference.name);
      if (!isUnread) checkReference(reference, document, resolver, report);
    }
  }
  const ofKind = <K extends Definition["kind"]>(kind: K) =>
    inUse.filter((document): document is Extract<Definition, { kind: K }> => document.kind === kind);
  for (const source of ofKind("source")) checkSource(source, resolver, reportFor(source));
  for (const entity of ofKind("entity")) checkEntity(entity, resolver, reportFor(entity));
  for (const group of ofKind("feature_group")) {
    checkGroup(group, resolver, reportFor(group));
    const known = versions.groups.get(group.name);
    if (known) checkRenameTargets(group, known, reportFor(group));
  }
  for (const service of ofKind("feature_service"))
    checkService(service, resolver, versions, reportFor(service));
  return problems;
}

/** Cycles, and chains that are too long to be followed: with these, nothing else can be said. */
export function structuralProblems(resolver: Resolver): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  reportCycles(resolver, reporter(problems));
  return problems;
}

function reporter(problems: DefinitionProblem[]): (document: Definition) => Report {
  return (document) => (path, message, expected, at) =>
    problems.push({ document, path, message, expected, ...(at === undefined ? {} : { at }) });
}

/** All documents of the resolver's set, the project first. */
export function documentsOf({ set }: Resolver): Definition[] {
  const { project, teams, entities, sources, groups, services } = set;
  return [
    ...(project ? [project] : []),
    ...teams.values(),
    ...entities.values(),
    ...sources.values(),
    ...groups.values(),
    ...services.values(),
  ];
}

function reportCycles(resolver: Resolver, reportFor: (document: Definition) => Report) {
  const { set } = resolver;
  for (const cycle of lineageCycles(resolver)) {
    const document = set.groups.get(cycle[0] ?? "") ?? set.sources.get(cycle[0] ?? "");
    if (!document) continue;
    const isLookup = !resolver.reads(document.name).includes(cycle[1] ?? "");
    const path = document.kind === "source" ? "query" : isLookup ? "on_demand" : readingKey(document);
    reportFor(document)([path], `Reads itself: ${cycle.join(" → ")}.`, "lineage without a cycle");
  }
  for (const cycle of parentCycles(set)) {
    const entity = set.entities.get(cycle[0] ?? "");
    if (entity)
      reportFor(entity)(
        ["parent", "entity"],
        `Is its own ancestor: ${cycle.join(" → ")}.`,
        "a hierarchy without a cycle",
      );
  }
  if (lineageCycles(resolver).length > 0) return;
  for (const name of tooDeep(resolver)) {
    const document = set.groups.get(name) ?? set.sources.get(name);
    if (document)
      reportFor(document)(
        [],
        "Stands too many steps after its sources.",
        `at most ${LINEAGE_DEPTH_MAX} steps`,
      );
  }
}

function readingKey(group: { transform: string | null; second_order: unknown }): string {
  if (group.transform !== null) return "transform";
  return group.second_order === null ? "source" : "second_order";
}

function checkReference(
  reference: Reference,
  document: Definition,
  { set, facts }: Resolver,
  report: Report,
) {
  const { kind, name, path, at } = reference;
  // What the engine says about a SELECT names the unknown table better than a list of tables can.
  const isJudgedByEngine = kind === "table" && (facts.selects.get(document.name)?.problems.length ?? 0) > 0;
  if (isJudgedByEngine && (path[0] === "transform" || path[0] === "query")) return;
  const known = {
    team: [set.teams],
    entity: [set.entities],
    group: [set.groups],
    table: [set.sources, set.groups],
  }[kind];
  if (known.some((objects) => objects.has(name))) return;
  const words = { team: "team", entity: "entity", group: "feature group", table: "source or feature group" }[
    kind
  ];
  const names = known.flatMap((objects) => [...objects.keys()]);
  report(
    path,
    `There is no ${words} ${name}.${didYouMean(name, names)}`,
    `the name of a ${words}`.replace("a entity", "an entity"),
    at,
  );
}
