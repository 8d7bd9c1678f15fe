import "server-only";
import type { PitRollup, SecondOrderCompute } from "@/lib/core/pit/compute";
import type { PitGroup } from "@/lib/core/pit/plan";
import { SPINE_ID, SPINE_TIME, type SpineFacts, STATE_FOUND } from "../compile-pit";
import { partName } from "../compile-windows";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import { sqlTypeOf } from "../types";
import { type AggregateFeature, finishSql, type Part, partSql, partsOf } from "../window-functions";
import { checkOverflow, execute, literal, provideMacros } from "./aggregates";
import { bindRelation, type Catalog } from "./bind";
import type { Run } from "./run";
import type { JoinScope, ReadyGroup } from "./run-pit";
import { typeOf } from "./spine";

type Prepare = (scope: JoinScope, group: PitGroup) => Promise<ReadyGroup>;
type SecondOrderGroup = PitGroup & { compute: SecondOrderCompute };

interface Work {
  run: Run;
  catalog: Catalog;
  scope: JoinScope;
  group: SecondOrderGroup;
  prepare: Prepare;
}

/** Rollups over the same members: they share everything but the function. */
interface Branch {
  rollup: PitRollup;
  features: AggregateFeature[];
  /** `row_id`, `time_us`, `parent`: whose members a spine row asks for. */
  parents: string;
  /** `parent`, `time_us` and parts of the features. */
  parts: string;
}

const REASON =
  "for every time that is asked for, members are found by their parent then, and their values are joined as a spine of their own";

/**
 * A group of rollups. Members, their parents and their values are point-in-time joins like any other, over a spine of
 * (member, t) pairs; so whatever holds for these, TTL and knowledge included, holds for the members.
 */
export async function prepareSecondOrder(
  run: Run,
  catalog: Catalog,
  scope: JoinScope,
  group: SecondOrderGroup,
  prepare: Prepare,
): Promise<ReadyGroup> {
  const joined = catalog.name(`${group.name}_joined`);
  const origins = scope.originRows > 0 ? catalog.name(`${group.name}_origins`) : null;
  const work: Work = { run, catalog, scope, group, prepare };
  return {
    bound: { group, knowledge: scope.plan.knowledge, relation: "", rowOrder: [], isRereadable: false },
    choice: { strategy: "members", reason: REASON },
    tables: { joined },
    origins,
    join: () => joinSecondOrder(work, joined, origins),
  };
}

async function joinSecondOrder(work: Work, joined: string, origins: string | null) {
  const { run, catalog, scope, group } = work;
  await provideMacros(run);
  const branches: Branch[] = [];
  for (const { rollup, features } of branchesOf(group)) {
    const parents = await walk(work, scope.spine, rollup.path, group.keys[0]?.spineColumn ?? "");
    const parts = catalog.name(`${group.name}_members`);
    await aggregate(work, { rollup, features, parents, parts });
    await checkOverflow(run, group, features, () => parts);
    branches.push({ rollup, features, parents, parts });
  }
  await answer(work, branches, joined, origins);
}

function branchesOf({ compute, features }: SecondOrderGroup): Pick<Branch, "rollup" | "features">[] {
  const byMembers = new Map<string, Pick<Branch, "rollup" | "features">>();
  for (const [i, rollup] of compute.rollups.entries()) {
    const key = JSON.stringify([rollup.path, rollup.memberPath, rollup.member]);
    const branch = byMembers.get(key) ?? { rollup, features: [] };
    byMembers.set(key, branch);
    const input = rollup.member.features[0]?.type ?? "";
    const result = features[i]?.type ?? "";
    branch.features.push({ ...rollup, number: i + 1, input: typeOf(input), result: typeOf(result) });
  }
  return [...byMembers.values()];
}

/**
 * Follows parents step by step, each as of the row's own time. The keys of the first step are columns of the spine; further
 * steps ask once for each different (key, time).
 *
 * @returns a table of `row_id`, `time_us`, `parent` with a row for every spine row that has a time and a parent.
 */
async function walk(
  work: Work,
  spine: SpineFacts,
  path: readonly PitGroup[],
  keyColumn: string,
): Promise<string> {
  const { run, catalog, scope, group, prepare } = work;
  const walked = catalog.name(`${group.name}_parents`);
  const [first, ...further] = path;
  if (!first) {
    const key = quoteName(keyColumn);
    await execute(run, catalog, group, {
      phase: `finding parents for ${group.name}`,
      sql: `CREATE TABLE ${quoteName(walked)} AS SELECT ${SPINE_ID} AS row_id, ${SPINE_TIME} AS time_us, ${key} AS parent FROM ${quoteName(spine.table)} WHERE ${SPINE_TIME} IS NOT NULL AND ${key} IS NOT NULL`,
    });
    return walked;
  }
  const step = await prepare({ ...scope, spine, originRows: 0 }, first);
  await step.join();
  await execute(run, catalog, group, {
    phase: `finding parents for ${group.name}`,
    sql: `CREATE TABLE ${quoteName(walked)} AS SELECT j.row_id, s.${SPINE_TIME} AS time_us, j.f_1 AS parent FROM ${quoteName(step.tables.joined)} AS j JOIN ${quoteName(spine.table)} AS s ON s.${SPINE_ID} = j.row_id WHERE j.state = ${STATE_FOUND} AND j.f_1 IS NOT NULL`,
  });
  const next = further[0]?.keys[0];
  if (!next) return walked;
  const inner = await spineOf(
    work,
    `SELECT DISTINCT parent AS ${quoteName(next.spineColumn)}, time_us AS ${SPINE_TIME} FROM ${quoteName(walked)}`,
  );
  const above = await walk(work, inner, further, next.spineColumn);
  const climbed = catalog.name(`${group.name}_parents`);
  await execute(run, catalog, group, {
    phase: `finding parents for ${group.name}`,
    sql: `CREATE TABLE ${quoteName(climbed)} AS
SELECT w.row_id, w.time_us, a.parent FROM ${quoteName(walked)} AS w
JOIN ${quoteName(inner.table)} AS s ON s.${quoteName(next.spineColumn)} = w.parent AND s.${SPINE_TIME} = w.time_us
JOIN ${quoteName(above)} AS a ON a.row_id = s.${SPINE_ID}`,
  });
  return climbed;
}

/** A spine of our own: numbered rows of keys and times. */
async function spineOf({ run, catalog, group }: Work, select: string): Promise<SpineFacts> {
  const table = catalog.name(`${group.name}_spine`);
  await execute(run, catalog, group, {
    phase: `listing members for ${group.name}`,
    sql: `CREATE TABLE ${quoteName(table)} AS SELECT row_number() OVER () - 1 AS ${SPINE_ID}, * FROM (${select})`,
  });
  const [[count = 0n, min = null, max = null] = []] = await readAll(
    run.connection,
    `SELECT count(*), min(${SPINE_TIME}), max(${SPINE_TIME}) FROM ${quoteName(table)}`,
  );
  return {
    table,
    rowCount: Number(count),
    minTime: typeof min === "bigint" ? min : null,
    maxTime: typeof max === "bigint" ? max : null,
  };
}

/** Values of all members of the wanted parents, aggregated by parent and time. */
async function aggregate(work: Work, { rollup, features, parents, parts }: Branch) {
  const { run, catalog, scope, group, prepare } = work;
  const { member, memberPath } = rollup;
  const candidates = await spineOf(work, await memberTimes(work, rollup, parents));
  const walked = await walk(work, candidates, memberPath, "");
  const keys = member.keys.map((key) => `s.${quoteName(key.spineColumn)}`).join(", ");
  const members = await spineOf(
    work,
    `SELECT ${keys}, w.time_us AS ${SPINE_TIME}, w.parent AS __parent FROM ${quoteName(walked)} AS w
JOIN ${quoteName(candidates.table)} AS s ON s.${SPINE_ID} = w.row_id
SEMI JOIN ${quoteName(parents)} AS p ON p.parent = w.parent AND p.time_us = w.time_us`,
  );
  const values = await prepare({ ...scope, spine: members, originRows: 0 }, member);
  await values.join();
  const columns = features.flatMap((feature) =>
    partsOf(feature).map(
      (part) =>
        `${partSql(part, feature, { x: "j.f_1", order: "NULL", eventTime: "NULL", over: (call) => call })} AS ${partName(feature, part)}`,
    ),
  );
  await execute(run, catalog, group, {
    phase: `aggregating members for ${group.name}`,
    sql: `CREATE TABLE ${quoteName(parts)} AS
SELECT s.__parent AS parent, s.${SPINE_TIME} AS time_us, ${columns.join(",\n  ")}
FROM ${quoteName(members.table)} AS s
JOIN ${quoteName(values.tables.joined)} AS j ON j.row_id = s.${SPINE_ID}
WHERE j.state = ${STATE_FOUND}
GROUP BY ALL`,
  });
}

/**
 * Everything that may be a member of a wanted parent at a wanted time: whatever the first step knows a parent of. With a
 * single step, only those that ever had that parent.
 */
async function memberTimes(work: Work, { memberPath }: PitRollup, parents: string): Promise<string> {
  const { run, catalog } = work;
  const [first] = memberPath;
  if (!first) throw new Error("members without a way to their parent");
  const bound = await bindRelation(run, catalog, first.relation, `groups.${first.name}`);
  const keys = first.keys.map(
    (key) =>
      `CAST(${quoteName(key.column)} AS ${sqlTypeOf(typeOf(key.type))}) AS ${quoteName(key.spineColumn)}`,
  );
  const present = first.keys.map((key) => `${quoteName(key.column)} IS NOT NULL`).join(" AND ");
  const from = `FROM ${quoteName(bound.relation)} WHERE ${present}`;
  const names = first.keys.map((key) => `m.${quoteName(key.spineColumn)}`).join(", ");
  const link = first.features[0];
  const isDirect = memberPath.length === 1 && first.compute.kind === "rows" && link !== undefined;
  return isDirect
    ? `SELECT DISTINCT ${names}, p.time_us AS ${SPINE_TIME} FROM (SELECT ${keys.join(", ")}, ${quoteName(link.column)} AS __parent ${from}) AS m JOIN ${quoteName(parents)} AS p ON p.parent = m.__parent`
    : `SELECT ${names}, p.time_us AS ${SPINE_TIME} FROM (SELECT DISTINCT ${keys.join(", ")} ${from}) AS m, (SELECT DISTINCT time_us FROM ${quoteName(parents)}) AS p`;
}

/** One row per spine row that has any of the parents; where it has none, the feature is null. */
async function answer(
  { run, catalog, scope, group }: Work,
  branches: readonly Branch[],
  joined: string,
  origins: string | null,
) {
  const joins = branches.map(
    ({ parents, parts }, i) => `LEFT JOIN ${quoteName(parents)} AS p${i} ON p${i}.row_id = s.${SPINE_ID}
LEFT JOIN ${quoteName(parts)} AS a${i} ON a${i}.parent = p${i}.parent AND a${i}.time_us = p${i}.time_us`,
  );
  const all = branches.flatMap(({ features }, i) => features.map((feature) => ({ feature, i })));
  all.sort((a, b) => a.feature.number - b.feature.number);
  const values = all.map(({ feature, i }) => {
    const p = (part: Part) => `a${i}.${partName(feature, part)}`;
    const finished = finishSql(feature, p, literal(feature.empty, feature.result));
    return `CASE WHEN p${i}.parent IS NOT NULL THEN ${finished} END AS f_${feature.number}`;
  });
  const found = `(${branches.map((_, i) => `p${i}.parent IS NOT NULL`).join(" OR ")})`;
  const from = `FROM ${quoteName(scope.spine.table)} AS s\n${joins.join("\n")}\nWHERE ${found}`;
  await execute(run, catalog, group, {
    phase: `finishing ${group.name}`,
    sql: `CREATE TABLE ${quoteName(joined)} AS
SELECT s.${SPINE_ID} AS row_id, ${STATE_FOUND}::TINYINT AS state, NULL::BIGINT AS event_us, NULL::BIGINT AS created_us,
  ${values.join(",\n  ")}
${from}`,
  });
  if (origins === null) return;
  const counts = all.map(
    ({ feature: { number }, i }) =>
      `a${i}.n_${number} AS n_${number}, NULL::BIGINT AS lo_${number}, NULL::BIGINT AS hi_${number}`,
  );
  await run.execute(
    `CREATE TABLE ${quoteName(origins)} AS SELECT s.${SPINE_ID} AS row_id, ${counts.join(", ")} ${from} AND s.${SPINE_ID} < ${scope.originRows}`,
  );
}
