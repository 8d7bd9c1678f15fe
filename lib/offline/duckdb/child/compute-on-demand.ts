import "server-only";
import type { PitComputed, PitInput } from "@/lib/core/pit/computed";
import type { PitPlan } from "@/lib/core/pit/plan";
import { type ColumnExpression, selectComputed } from "../compile-expression";
import { SPINE_ID, type SpineFacts } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import type { Catalog } from "./bind";
import type { Run } from "./run";
import type { ReadyGroup } from "./run-pit";

/** Where the values of on-demand features stand: `__id`, then one column for each, for every spine row. */
export interface ComputedTable {
  table: string;
  /** Unquoted, in the order of the plan's computed features. */
  columns: string[];
}

/** Computes the plan's on-demand features over the joined rows. @returns `null` when there are none. */
export async function computeOnDemand(
  run: Run,
  plan: PitPlan,
  spine: SpineFacts,
  ready: readonly ReadyGroup[],
  catalog: Catalog,
): Promise<ComputedTable | null> {
  const computed = plan.computed ?? [];
  if (computed.length === 0) return null;
  const table = catalog.name("on_demand");
  const sources = new Map<string, string>();
  const expressions = computed.map((one, index) => columnExpression(one, index, sources));
  const columns = expressions.map(({ output }) => output);
  const joins = ready.map(
    ({ tables }, i) => `LEFT JOIN ${quoteName(tables.joined)} AS g${i} ON g${i}.row_id = s.${SPINE_ID}`,
  );
  const list = [...sources].map(([name, sql]) => `${sql} AS ${quoteName(name)}`);
  const rows = `(SELECT ${[`s.${SPINE_ID}`, ...list].join(", ")}
FROM ${quoteName(spine.table)} AS s
${joins.join("\n")})`;
  const sql = `CREATE TABLE ${quoteName(table)} AS\n${selectComputed(rows, [SPINE_ID], expressions)}`;
  await run.step("computing on demand", () => run.execute(sql));
  catalog.shown.push(`-- computed on demand\n${sql};`);
  return { table, columns };
}

/** How many values of each computed feature are there, over all spine rows. */
export async function countComputed(run: Run, { table, columns }: ComputedTable): Promise<number[]> {
  const counts = columns.map((column) => `count(${quoteName(column)})`);
  const [row = []] = await readAll(run.connection, `SELECT ${counts.join(", ")} FROM ${quoteName(table)}`);
  return row.map(Number);
}

/** Names the columns that an expression reads; equal ones share a name. */
function columnExpression(one: PitComputed, index: number, sources: Map<string, string>): ColumnExpression {
  const columns = one.inputs.map((input) => {
    const sql = sourceSql(input);
    const known = [...sources].find(([, other]) => other === sql)?.[0];
    const name = known ?? `__in${sources.size + 1}`;
    sources.set(name, sql);
    return name;
  });
  return { expression: one.expression, columns, output: `c_${index + 1}` };
}

function sourceSql(input: PitInput): string {
  return input.from === "spine" ? `s.${quoteName(input.column)}` : `g${input.group}.f_${input.feature + 1}`;
}
