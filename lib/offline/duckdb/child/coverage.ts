import "server-only";
import type { GroupCoverage } from "../../dataset-engine";
import type { PitGroupSummary } from "../../engine";
import { SPINE_ID, SPINE_TIME } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import type { Run } from "./run";
import type { Joined, ReadyGroup } from "./run-pit";

/** What each group found, and why it did not. */
export async function coverageOf(
  run: Run,
  { spine, ready }: Joined,
  summaries: readonly PitGroupSummary[],
): Promise<GroupCoverage[]> {
  const coverage: GroupCoverage[] = [];
  for (const [i, { name, features }] of summaries.entries()) {
    const group = ready[i];
    const missing = features[0]?.counts.NOT_FOUND ?? 0;
    coverage.push({
      name,
      features,
      notFound:
        group && missing > 0
          ? await reasons(run, spine.table, group, missing)
          : { withoutKeyOrTime: 0, tooEarly: 0, neverSeen: 0 },
    });
  }
  return coverage;
}

/** Only the keys of rows that found nothing are looked for again, whatever the time of their rows. */
async function reasons(
  run: Run,
  spine: string,
  { bound, tables }: ReadyGroup,
  missing: number,
): Promise<GroupCoverage["notFound"]> {
  const { group, relation } = bound;
  const keys = group.keys.map((key, i) => `s.${quoteName(key.spineColumn)} AS k_${i + 1}`);
  const isWhole = [SPINE_TIME, ...group.keys.map((key) => quoteName(key.spineColumn))]
    .map((column) => `s.${column} IS NOT NULL`)
    .join(" AND ");
  const equal = group.keys.map((key, i) => `f.${quoteName(key.column)} = m.k_${i + 1}`).join(" AND ");
  const [[whole = 0n, known = 0n] = []] = await readAll(
    run.connection,
    `WITH missing AS MATERIALIZED (
  SELECT ${keys.join(", ")}, count(*) AS n FROM ${quoteName(spine)} AS s
  ANTI JOIN ${quoteName(tables.joined)} AS j ON j.row_id = s.${SPINE_ID}
  WHERE ${isWhole} GROUP BY ALL
)
SELECT COALESCE(sum(n), 0), COALESCE((
  SELECT sum(n) FROM missing AS m
  SEMI JOIN (SELECT * FROM ${quoteName(relation)} WHERE ${quoteName(group.eventTime)} IS NOT NULL) AS f ON ${equal}
), 0) FROM missing`,
  );
  const tooEarly = Number(known);
  return {
    withoutKeyOrTime: missing - Number(whole),
    tooEarly,
    neverSeen: Number(whole) - tooEarly,
  };
}
