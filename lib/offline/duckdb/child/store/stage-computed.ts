import "server-only";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { formatValueType } from "@/lib/core/model/value-type";
import type { StoredSchema } from "@/lib/core/offline/schema";
import type { PitGroup } from "@/lib/core/pit/plan";
import type { IntervalInput, TicksInput } from "../../../stored";
import { SPINE_ID, SPINE_TIME } from "../../compile-pit";
import { readAll } from "../../convert";
import { quoteName } from "../../quote";
import { sqlTypeOf } from "../../types";
import { bindRelation, Catalog, describeQuery } from "../bind";
import { bindGroup } from "../bind-group";
import type { Run } from "../run";
import { joinOver } from "../run-pit";
import { typeOf } from "../spine";
import type { Staged } from "./stage";

const FIRST_US = "__first_us";
const TICKS = "__ticks";

/** Rows of a relation with an event time in the interval: the schema's columns, in their own order. */
export async function stageInterval(
  run: Run,
  { relation, startUs, endUs }: IntervalInput,
  schema: StoredSchema,
): Promise<Staged> {
  const bound = await bindRelation(run, new Catalog(), relation, schema.group);
  const found = bound.columns.find(({ name }) => name === schema.eventTime);
  if (found?.type.kind !== "timestamp") throw invalid([timeProblem(schema, found?.type)]);
  const event = quoteName(schema.eventTime);
  const order = bound.rowOrder.map(quoteName).join(", ");
  const known = new Set(schema.columns.map(({ name }) => name));
  return {
    from: `(SELECT * FROM ${quoteName(bound.relation)} WHERE ${event} >= make_timestamptz(${startUs}) AND ${event} < make_timestamptz(${endUs}))`,
    row: order === "" ? null : `row_number() OVER (ORDER BY ${order})`,
    columns: bound.columns
      .filter(({ name }) => known.has(name))
      .map(({ name, type }) => ({ name, sql: quoteName(name), type })),
    encoding: "typed",
    isSparse: false,
    isRereadable: bound.isRereadable,
    unusable: null,
  };
}

function timeProblem({ eventTime, group }: StoredSchema, type?: Parameters<typeof formatValueType>[0]) {
  const message = type ? `is ${formatValueType(type)}, not a time with its zone` : "the column is missing";
  return { path: `${group}.${eventTime}`, message, expected: "timestamp" } satisfies FieldProblem;
}

/** A computed group at its ticks: a spine of our own, and the join that a spine of anybody's would get. */
export async function stageTicks(run: Run, input: TicksInput, schema: StoredSchema): Promise<Staged> {
  const { group } = input;
  const catalog = new Catalog();
  const spine = await tickSpine(run, catalog, input);
  const plan = { groups: [group], knowledge: "event", strategy: null } as const;
  const [ready] = await joinOver(run, catalog, plan, spine, 0);
  if (!ready) throw new Error(`${group.name} was not joined`);
  const keys = group.keys.map(({ name, spineColumn }) => `s.${quoteName(spineColumn)} AS ${quoteName(name)}`);
  const features = group.features.map(({ name }, i) => `j.f_${i + 1} AS ${quoteName(name)}`);
  const time = `make_timestamptz(s.${SPINE_TIME}) AS ${quoteName(schema.eventTime)}`;
  await run.execute(`CREATE TABLE ${TICKS} AS
SELECT ${[`s.${SPINE_ID} + 1 AS ${SPINE_ID}`, ...keys, time, ...features].join(",\n  ")}
FROM ${quoteName(spine.table)} AS s
LEFT JOIN ${quoteName(ready.tables.joined)} AS j ON j.row_id = s.${SPINE_ID}`);
  const described = await describeQuery(run, `SELECT * EXCLUDE (${SPINE_ID}) FROM ${TICKS}`);
  return {
    from: TICKS,
    row: SPINE_ID,
    columns: described.map(({ name, type, read }) => ({ name, sql: read(quoteName(name)), type })),
    encoding: "typed",
    isSparse: false,
    isRereadable: true,
    unusable: null,
  };
}

async function tickSpine(run: Run, catalog: Catalog, { group, startUs, endUs, everyUs }: TicksInput) {
  const table = catalog.name("spine");
  const names = group.keys.map(({ spineColumn }) => quoteName(spineColumn)).join(", ");
  const firsts = (await keySources(run, catalog, group)).map((sql) => `(${sql})`);
  const first = firstTick(startUs, everyUs);
  await run.step("listing ticks", () =>
    run.execute(`CREATE TABLE ${quoteName(table)} AS
SELECT row_number() OVER (ORDER BY ${names}, ${SPINE_TIME}) - 1 AS ${SPINE_ID}, *
FROM (
  SELECT k.* EXCLUDE (${FIRST_US}), t.${SPINE_TIME}
  FROM (SELECT ${names}, min(${FIRST_US}) AS ${FIRST_US} FROM (${firsts.join("\nUNION ALL\n")}) GROUP BY ALL) AS k
  JOIN (SELECT unnest(range(${first}::BIGINT, ${endUs}::BIGINT, ${everyUs}::BIGINT)) AS ${SPINE_TIME}) AS t
    ON k.${FIRST_US} <= t.${SPINE_TIME}
)`),
  );
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

/** The first multiple of `everyUs` that is not before `startUs`. */
function firstTick(startUs: bigint, everyUs: bigint): bigint {
  const rest = ((startUs % everyUs) + everyUs) % everyUs;
  return rest === 0n ? startUs : startUs + everyUs - rest;
}

/** SELECTs of the group's keys with the time of their first row. */
async function keySources(run: Run, catalog: Catalog, group: PitGroup): Promise<string[]> {
  const { compute } = group;
  if (compute.kind !== "second_order")
    return [await firstRows(run, catalog, group, group, (i) => group.keys[i]?.column)];
  const sources: string[] = [];
  for (const { path, memberPath } of compute.rollups) {
    const [step] = path;
    const last = memberPath.at(-1);
    // A group of the ancestor itself: its keys are what the members' last step names.
    if (step) sources.push(await firstRows(run, catalog, group, step, (i) => step.keys[i]?.column));
    else if (last?.compute.kind === "rows")
      sources.push(await firstRows(run, catalog, group, last, () => last.features[0]?.column));
    else
      throw invalid([
        {
          path: `groups.${group.name}`,
          message: "its keys cannot be listed: parents are computed themselves",
        },
      ]);
  }
  return [...new Set(sources)];
}

async function firstRows(
  run: Run,
  catalog: Catalog,
  group: PitGroup,
  from: PitGroup,
  columnOf: (key: number) => string | undefined,
): Promise<string> {
  const named = from.compute.kind === "rows" ? from : { ...from, features: [] };
  const { relation } = await bindGroup(run, catalog, named);
  const keys = group.keys.map((key, i) => {
    const column = columnOf(i);
    if (column === undefined) throw new Error(`${from.name} does not give ${key.name}`);
    return { column: quoteName(column), as: quoteName(key.spineColumn), type: sqlTypeOf(typeOf(key.type)) };
  });
  const event = quoteName(from.eventTime);
  const usable = [...keys.map(({ column }) => `${column} IS NOT NULL`), `isfinite(${event})`];
  return `SELECT ${keys.map(({ column, as, type }) => `CAST(${column} AS ${type}) AS ${as}`).join(", ")}, min(epoch_us(${event})) AS ${FIRST_US}
FROM ${quoteName(relation.relation)} WHERE ${usable.join(" AND ")} GROUP BY ALL`;
}
