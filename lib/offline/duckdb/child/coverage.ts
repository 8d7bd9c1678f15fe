import "server-only";
import type { GroupCoverage } from "../../dataset-engine";
import type { PitGroupSummary } from "../../engine";
import { SPINE_ID, SPINE_TIME, STATE_DELETED, STATE_ENDED } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import type { Run } from "./run";
import type { ReadyGroup } from "./run-pit";

/** What each group found, and why it did not. Groups that are only looked up in have nothing to show. */
export async function coverageOf(
  run: Run,
  spine: string,
  ready: readonly ReadyGroup[],
  summaries: readonly PitGroupSummary[],
): Promise<GroupCoverage[]> {
  const coverage: GroupCoverage[] = [];
  for (const [i, { name, features }] of summaries.entries()) {
    const group = ready[i];
    if (!group || features.length === 0) continue;
    const missing = features.find((feature) => !feature.isComputed)?.counts.NOT_FOUND ?? 0;
    const notFound =
      missing > 0
        ? await reasons(run, spine, group, missing)
        : { withoutKeyOrTime: 0, ended: 0, tooEarly: 0, neverSeen: 0 };
    coverage.push({ name, features, notFound });
  }
  return coverage;
}

/** Why the group's first feature has no row in `missing` spine rows. */
async function reasons(
  run: Run,
  spine: string,
  ready: ReadyGroup,
  missing: number,
): Promise<GroupCoverage["notFound"]> {
  const { group } = ready.bound;
  const isPartial = [SPINE_TIME, ...group.keys.map((key) => quoteName(key.spineColumn))]
    .map((column) => `s.${column} IS NULL`)
    .join(" OR ");
  const state = group.nulls === "latest_row" ? "state" : "state_1";
  const [[partial = 0, gone = 0] = []] = await readAll(
    run.connection,
    `SELECT (SELECT count(*) FROM ${quoteName(spine)} AS s WHERE ${isPartial}),
  (SELECT count(*) FROM ${quoteName(ready.tables.joined)} WHERE ${state} IN (${STATE_DELETED}, ${STATE_ENDED}))`,
  );
  const withoutKeyOrTime = Math.min(missing, Number(partial));
  const ended = Number(gone);
  const rest = missing - withoutKeyOrTime - ended;
  const neverSeen = group.compute.kind === "rows" ? await unknownKeys(run, spine, ready, isPartial) : rest;
  return { withoutKeyOrTime, ended, tooEarly: rest - neverSeen, neverSeen };
}

/** Spine rows whose key the group has at no time; only keys of rows that found nothing are looked for. */
async function unknownKeys(
  run: Run,
  spine: string,
  { bound: { group, relation }, tables }: ReadyGroup,
  isPartial: string,
): Promise<number> {
  const keys = group.keys.map((key, i) => `s.${quoteName(key.spineColumn)} AS k_${i + 1}`);
  const equal = group.keys.map((key, i) => `f.${quoteName(key.column)} = m.k_${i + 1}`).join(" AND ");
  const [[unknown = 0] = []] = await readAll(
    run.connection,
    `WITH missing AS MATERIALIZED (
  SELECT ${keys.join(", ")}, count(*) AS n FROM ${quoteName(spine)} AS s
  ANTI JOIN ${quoteName(tables.joined)} AS j ON j.row_id = s.${SPINE_ID}
  WHERE NOT (${isPartial}) GROUP BY ALL
)
SELECT COALESCE(sum(n), 0) FROM missing AS m
ANTI JOIN (SELECT * FROM ${quoteName(relation)} WHERE ${quoteName(group.eventTime)} IS NOT NULL) AS f ON ${equal}`,
  );
  return Number(unknown);
}
