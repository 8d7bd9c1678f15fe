import "server-only";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { createResolver, type Resolver } from "@/lib/core/definitions/resolve";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { readTimes } from "@/lib/core/definitions/times";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import type { LintedGroup } from "@/lib/core/leaks/static";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { Db } from "@/lib/store/client";
import type { ServiceContext } from "../context";
import { findGroupOnce, findVersionOnce } from "../groups/find";
import { wantedGroups } from "../preview/wanted-groups";
import { selectUses } from "./select-uses";

/** Groups under the linter: those that were asked for, and those whose rows they read. */
export interface LintedGroups {
  resolver: Resolver;
  groups: LintedGroup[];
  /** Features asked for, by group; the groups behind them have none. */
  features: ReadonlyMap<string, readonly string[]>;
}

/** One version of a group that was asked for, with the features that were named; `null` = all. */
export interface AskedGroup {
  document: FeatureGroupDefinition;
  version: number;
  features: string[] | null;
}

/** Every wrong reference is named. */
export async function findAskedGroups(
  ctx: ServiceContext,
  db: Db,
  project: { id: string; name: string },
  references: readonly string[],
): Promise<AskedGroup[]> {
  const problems: FieldProblem[] = [];
  const asked: AskedGroup[] = [];
  for (const { group, version, features, path } of await wantedGroups(db, project, references, problems)) {
    const found = await findGroupOnce(ctx, db, project.id, group);
    const published = found && (await findVersionOnce(ctx, db, found.id, version ?? found.latestVersion));
    if (!found || !published) {
      const message = found ? `${group} has no version ${version}` : `there is no feature group ${group}`;
      problems.push({ path, message });
      continue;
    }
    const names = published.features.map((feature) => feature.name);
    for (const name of (features ?? []).filter((wanted) => !names.includes(wanted)))
      problems.push({ path, message: `${group} has no feature ${name}`, expected: names.join(", ") });
    asked.push({ document: published.document, version: published.number, features });
  }
  if (problems.length > 0) throw invalid(problems);
  return asked;
}

/** Looks into the transforms of the groups asked for, and of all that they read, in the order of reading. */
export async function inspectGroups(
  ctx: ServiceContext,
  documents: DefinitionSet,
  asked: readonly AskedGroup[],
): Promise<LintedGroups> {
  const own = new Map(asked.map(({ document }) => [document.name, document]));
  const groups = new Map([...documents.groups, ...own]);
  const resolver = createResolver({ ...documents, groups }, NO_FACTS);
  const names = readBy([...own.keys()], resolver);
  const linted: LintedGroup[] = [];
  for (const name of names) {
    const document = groups.get(name);
    if (!document) continue;
    const version = asked.find((one) => one.document.name === name)?.version ?? null;
    const { event_time, created_time } = readTimes(document, resolver);
    const uses = await selectUses(ctx, document, resolver);
    linted.push({ document, version, times: { event_time, created_time }, uses });
  }
  const features = new Map(
    asked.map(({ document, features: wanted }) => [
      document.name,
      wanted ?? resolver.features(document.name).map((feature) => feature.name),
    ]),
  );
  return { resolver, groups: linted, features };
}

/** The groups themselves, then those whose rows they read, each once. */
function readBy(names: readonly string[], resolver: Resolver): string[] {
  const found = [...names];
  for (const name of found) {
    for (const table of resolver.reads(name))
      if (resolver.set.groups.has(table) && !found.includes(table)) found.push(table);
  }
  return found;
}
