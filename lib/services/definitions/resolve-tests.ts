import "server-only";
import {
  type Expectation,
  resolveFeatureTest,
  type TestProblem,
  type TestSubject,
} from "@/lib/core/definitions/feature-test";
import { joinRequest } from "@/lib/core/definitions/join-request";
import type { GroupVersions } from "@/lib/core/definitions/registered";
import type { Resolver } from "@/lib/core/definitions/resolve";
import { didYouMean } from "@/lib/core/definitions/suggest";
import type { FieldProblem } from "@/lib/core/errors";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { FeatureTestDefinition } from "@/lib/core/model/feature-test";
import type { PitRequest } from "@/lib/core/pit/plan";
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
  request: PitRequest;
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
      if (outcome.request)
        prepared.push({ test, file, line, request: outcome.request, expected: outcome.expected });
    }
    return { tests: prepared, problems };
  });
}

async function resolveOne(db: Db, test: FeatureTestDefinition, known: Known) {
  const { resolver } = known;
  const refused = (message: string, expected: string) => ({
    problems: [{ path: ["group"], message, expected } satisfies TestProblem],
    request: null,
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
  if (published) {
    const entityKeys = published.content.join_keys;
    return subjectOf(published.document, version, entityKeys, published.features, resolver);
  }
  const latest = versions.get(document.name)?.versions.at(-1)?.number;
  if (version !== null && version !== latest) return null;
  const entityKeys = resolver.set.entities.get(document.entity)?.join_keys ?? [];
  return subjectOf(document, null, entityKeys, resolver.features(document.name), resolver);
}

function subjectOf(
  document: FeatureGroupDefinition,
  version: number | null,
  entityKeys: { name: string; type: string }[],
  features: TestSubject["features"],
  resolver: Resolver,
): TestSubject {
  const joined = features.flatMap(({ name, type, computation }) =>
    type === null || computation === "on_demand" ? [] : [{ name, type }],
  );
  return {
    document,
    features: features.map(({ name, type, computation }) => ({ name, type, computation })),
    request: joinRequest({ document, version, entityKeys, features: joined }, resolver),
  };
}
