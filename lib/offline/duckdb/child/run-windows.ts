import "server-only";
import type { WindowsCompute } from "@/lib/core/pit/compute";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import {
  chooseWindowStrategy,
  needsPairs,
  type WindowStrategy,
  type WindowStrategyChoice,
} from "@/lib/core/pit/window-strategy";
import type { SpineFacts } from "../compile-pit";
import { compileSweep } from "../compile-sweep";
import {
  compileAnswer,
  compileFrames,
  compileRange,
  eventRange,
  keysEqual,
  originParts,
  partName,
  spineKeys,
  type WindowFeature,
  type WindowJob,
  type WindowStatement,
  wantedParts,
} from "../compile-windows";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import { canSweep } from "../window-functions";
import { checkOverflow, execute, literal, provideMacros } from "./aggregates";
import type { Bound, Catalog } from "./bind";
import { type BoundWindows, bindWindows } from "./bind-windows";
import type { Run } from "./run";

/** A group of windows with everything that is known before it is computed. */
export interface ReadyWindows {
  choice: WindowStrategyChoice;
  /** Table that `join` leaves: `row_id`, `state`, `event_us`, `created_us`, `f_1` … */
  joined: string;
  /** Table that `join` leaves beside it: `row_id`, `n_1`, `lo_1`, `hi_1` … for the first rows; `null` when none were asked for. */
  origins: string | null;
  join(): Promise<void>;
}

/** What a group is computed for. */
export interface WindowsScope {
  spine: SpineFacts;
  knowledge: PitPlan["knowledge"];
  /** So many spine rows from the first on get origins. */
  originRows: number;
}

/** Up to here, leaving events of other keys out costs less than sorting them. */
const KEY_FILTER_SPINE_ROWS_MAX = 100_000;

/** Chooses how to compute a group of windows over its bound relation. */
export async function prepareWindows(
  run: Run,
  catalog: Catalog,
  scope: WindowsScope,
  group: PitGroup & { compute: WindowsCompute },
  relation: Bound,
): Promise<ReadyWindows> {
  const bound = await bindWindows(run, group, group.compute, relation);
  const canFrame = scope.knowledge === "event";
  const estimate = {
    spineRows: scope.spine.rowCount,
    eventRows: relation.rowCount,
    forced: group.compute.strategy,
  };
  const counted = needsPairs(estimate)
    ? await run.step(`counting the events of ${group.name}`, () => countPairs(run, scope, group, bound))
    : null;
  const choice = chooseWindowStrategy({
    ...estimate,
    counted,
    canSweepAll: bound.features.every(canSweep),
    canFrame,
  });
  const joined = catalog.name(`${group.name}_joined`);
  const origins = scope.originRows > 0 ? catalog.name(`${group.name}_origins`) : null;
  return {
    choice,
    joined,
    origins,
    join: () => joinWindows({ run, catalog, scope, group, relation, bound, choice, joined, origins }),
  };
}

/** Events inside the longest window of any spine row, and their pairs with the spine rows of their keys. */
async function countPairs(
  run: Run,
  { spine }: WindowsScope,
  group: PitGroup,
  { sql, features }: BoundWindows,
) {
  const keys = group.keys.map((_, i) => `k_${i + 1}`).join(", ");
  const counted = `SELECT sum(e.n)::DOUBLE, sum(e.n * s.n)::DOUBLE FROM (
  SELECT ${keys}, count(*) AS n FROM (${sql}) WHERE ${eventRange(features, spine)} GROUP BY ALL
) AS e JOIN (
  SELECT ${spineKeys(group)}, count(*) AS n FROM ${quoteName(spine.table)} GROUP BY ALL
) AS s ON ${keysEqual(group, "e").join(" AND ")}`;
  const [[events = 0, pairs = 0] = []] = await readAll(run.connection, counted);
  return { events: Number(events), pairs: Number(pairs) };
}

interface Work {
  run: Run;
  catalog: Catalog;
  scope: WindowsScope;
  group: PitGroup;
  relation: Bound;
  bound: BoundWindows;
  choice: WindowStrategyChoice;
  joined: string;
  origins: string | null;
}

async function joinWindows(work: Work) {
  const { run, catalog, scope, group, bound, joined, origins } = work;
  const job: WindowJob = {
    name: group.name,
    keys: group.keys,
    events: await provideEvents(work),
    measures: bound.measures,
    order: bound.order,
    spine: scope.spine,
    knowledge: scope.knowledge,
  };
  await provideMacros(run);
  // When every spine row is shown, origins come along; otherwise the few that are shown are looked at apart.
  const together =
    origins !== null && scope.knowledge === "event" && scope.originRows >= scope.spine.rowCount;
  const tables = new Map<WindowStrategy, string>();
  const byStrategy = Map.groupBy(bound.features, (feature) => strategyOf(feature, work));
  for (const [strategy, features] of byStrategy) {
    const table = catalog.name(`${group.name}_${strategy}`);
    tables.set(strategy, table);
    for (const statement of statementsOf(job, strategy, features, together, table, catalog)) {
      await execute(run, catalog, group, statement);
    }
  }
  const tableOf = (feature: WindowFeature) => tables.get(strategyOf(feature, work)) ?? "";
  await checkOverflow(run, group, bound.features, tableOf);
  const empties = (feature: WindowFeature) => literal(feature.empty, feature.result);
  await execute(run, catalog, group, compileAnswer(job, bound.features, tableOf, joined, empties));
  if (origins !== null) await keepOrigins(work, job, together ? tableOf : null, origins);
  for (const table of tables.values()) await run.execute(`DROP TABLE ${quoteName(table)}`);
}

/** A function that the chosen strategy cannot compute takes the next best. */
function strategyOf(feature: WindowFeature, { choice, scope }: Work): WindowStrategy {
  if (scope.knowledge === "known" || choice.strategy === "range") return "range";
  return choice.strategy === "sweep" && canSweep(feature) ? "sweep" : "frames";
}

function statementsOf(
  job: WindowJob,
  strategy: WindowStrategy,
  features: readonly WindowFeature[],
  withOrigins: boolean,
  table: string,
  catalog: Catalog,
): WindowStatement[] {
  const wanted = wantedParts(features, withOrigins);
  switch (strategy) {
    case "range":
      return [compileRange(job, wanted, table, null)];
    case "frames":
      return [compileFrames(job, wanted, table)];
    case "sweep":
      return compileSweep(job, wanted, {
        swept: catalog.name(`${job.name}_swept`),
        ends: catalog.name(`${job.name}_ends`),
        parts: table,
      });
  }
}

/** Events as a view, or as a table cut to the spine's keys where reading them twice is costly. */
async function provideEvents(work: Work): Promise<string> {
  const { run, catalog, scope, group, relation, bound, choice } = work;
  const name = catalog.name(`${group.name}_events`);
  const isKeyed =
    !relation.isRereadable ||
    (choice.strategy !== "range" && scope.spine.rowCount <= KEY_FILTER_SPINE_ROWS_MAX);
  const sql = isKeyed
    ? `SELECT e.* FROM (${bound.sql}) AS e\nSEMI JOIN ${quoteName(scope.spine.table)} AS s ON ${keysEqual(group, "e").join(" AND ")}`
    : bound.sql;
  const kind = relation.isRereadable ? "VIEW" : "TABLE";
  await execute(run, catalog, group, {
    phase: `reading ${group.name}`,
    sql: `CREATE ${kind} ${quoteName(name)} AS\n${sql}`,
  });
  return name;
}

async function keepOrigins(
  work: Work,
  job: WindowJob,
  tableOf: ((feature: WindowFeature) => string) | null,
  origins: string,
) {
  const { bound, scope, run, catalog, group } = work;
  if (tableOf === null) {
    await execute(
      run,
      catalog,
      group,
      compileRange(job, originParts(bound.features), origins, scope.originRows),
    );
    return;
  }
  const names = [...new Set(bound.features.map(tableOf))];
  const [first = ""] = names;
  const joins = names.slice(1).map((name, i) => `FULL JOIN ${quoteName(name)} AS p${i + 1} USING (row_id)`);
  const columns = bound.features.flatMap((feature) =>
    (["n", "lo", "hi"] as const).map(
      (part) => `p${names.indexOf(tableOf(feature))}.${partName(feature, part)}`,
    ),
  );
  const sql = `CREATE TABLE ${quoteName(origins)} AS SELECT row_id, ${columns.join(", ")} FROM ${quoteName(first)} AS p0 ${joins.join(" ")}`;
  await run.execute(sql);
  catalog.shown.push(`${sql};`);
}
