import "server-only";
import {
  type Expectation,
  resolveFeatureTest,
  type TestProblem,
  type TestSubject,
} from "@/lib/core/definitions/feature-test";
import { pinnedMembers } from "@/lib/core/definitions/group-compute";
import type { GroupVersions } from "@/lib/core/definitions/registered";
import type { Resolver } from "@/lib/core/definitions/resolve";
import { didYouMean } from "@/lib/core/definitions/suggest";
import type { FieldProblem } from "@/lib/core/errors";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { FeatureTestDefinition } from "@/lib/core/model/feature-test";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { ReadTest } from "@/lib/interop/asof/read";
import { pathText } from "@/lib/interop/asof/yaml-document";
import type { Db } from "@/lib/store/client";
import { findVersion } from "@/lib/store/group-views";
import { read, type ServiceContext } from "../context";

/** A test of the files that can be run. */
export interface PreparedTest {
  test: FeatureTestDefinition;
  file: string;
  line: number;
  plan: PitPlan;
  expected: Expectation[];
}

interface Known {
  resolver: Resolver;
  /** Versions that are published, and those that applying the files would publish. */
  versions: ReadonlyMap<string, GroupVersions>;
  groupIds: ReadonlyMap<string, string>;
}

/** Checks tests against the definitions as the files would leave them; every problem has its place in the files. */
export async function resolveTests(
  ctx: ServiceContext,
  tests: readonly ReadTest[],
  known: Known,
): Promise<{ tests: PreparedTest[]; problems: FieldProblem[] }> {
  if (tests.length === 0) return { tests: [], problems: [] };
  return await read(ctx, async (db) => {
    const problems: FieldProblem[] = [];
    const prepared: PreparedTest[] = [];
    for (const { document: test, file, line, locate } of tests) {
      const outcome = await resolveOne(db, test, known);
      for (const { path, message, expected } of outcome.problems)
        problems.push({ path: pathText(path), file, ...locate(path), message, expected });
      if (outcome.plan) prepared.push({ test, file, line, plan: outcome.plan, expected: outcome.expected });
    }
    return { tests: prepared, problems };
  });
}

async function resolveOne(db: Db, test: FeatureTestDefinition, known: Known) {
  const { resolver } = known;
  const refused = (message: string, expected: string) => ({
    problems: [{ path: ["group"], message, expected } satisfies TestProblem],
    plan: null,
    expected: [],
  });
  const document = resolver.set.groups.get(test.group);
  if (!document) {
    const hint = didYouMean(test.group, resolver.set.groups.keys());
    return refused(`There is no feature group ${test.group}.${hint}`, "the name of a feature group");
  }
  const subject = await findSubject(db, test, document, known);
  if (!subject) {
    const numbers = known.versions.get(test.group)?.versions.map(({ number }) => `@v${number}`) ?? [];
    return refused(`${test.group} has no version ${test.version}.`, `one of ${numbers.join(", ")}`);
  }
  return resolveFeatureTest(test, subject, resolver);
}

/** A published version, else the group of the files, which may be the version they would publish; `null` = neither. */
async function findSubject(
  db: Db,
  { version }: FeatureTestDefinition,
  document: FeatureGroupDefinition,
  { resolver, groupIds, versions }: Known,
): Promise<TestSubject | null> {
  const groupId = groupIds.get(document.name);
  const published = version !== null && groupId ? await findVersion(db, groupId, version) : null;
  const latest = versions.get(document.name)?.versions.at(-1)?.number;
  if (version !== null && !published && version !== latest) return null;
  const subject = published
    ? { document: published.document, version, entityKeys: published.content.join_keys }
    : { document, version: null, entityKeys: resolver.set.entities.get(document.entity)?.join_keys ?? [] };
  const features = published ? published.features : resolver.features(document.name);
  return {
    ...subject,
    features: features.map(({ name, type, computation }) => ({ name, type, computation })),
    pinned: await findPinned(db, subject.document, groupIds),
  };
}

/** The versions that rollups pin; one that is not published is missing, and the group then cannot be computed. */
async function findPinned(
  db: Db,
  document: FeatureGroupDefinition,
  groupIds: Known["groupIds"],
): Promise<TestSubject["pinned"]> {
  const pinned = new Map<string, FeatureGroupDefinition>();
  for (const { group, version } of pinnedMembers(document)) {
    const groupId = groupIds.get(group);
    const found = groupId && (await findVersion(db, groupId, version));
    if (found) pinned.set(`${group}@v${version}`, found.document);
  }
  return pinned;
}
