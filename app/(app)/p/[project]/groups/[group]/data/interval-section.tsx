import { IntervalTable } from "@/components/materialization/interval-table";
import { BackfillButton, MaterializeDialog } from "@/components/materialization/materialize-dialog";
import { LinkButton } from "@/components/ui/link-button";
import { Section } from "@/components/ui/section";
import { formatSeconds } from "@/lib/format/duration";
import { intervalWire } from "@/lib/server/wire/materializations";
import type { ServiceContext } from "@/lib/services/context";
import { getIntervals } from "@/lib/services/materialization/get-intervals";
import { startMaterializationAction } from "../../../materializations/actions";

/** What is computed, missing and stale of a group version, and what can be done about it. */
export async function IntervalSection({
  ctx,
  target,
  now,
}: {
  ctx: ServiceContext;
  target: { project: string; group: string; version: number | null };
  now: string;
}) {
  const ledger = await getIntervals(ctx, { ...target, startUs: null, endUs: null });
  const { entries, refusal, version, emitSeconds, mayMaterialize, schedule } = ledger;
  const items = entries.map(intervalWire);
  const name = `${target.group}@v${version}`;
  const shared = { ...target, version, action: startMaterializationAction };
  const outdated = items.filter(({ state, reason }) => state === "stale" || reason === "never");
  return (
    <Section
      title="Intervals"
      id="intervals"
      aside={
        <LinkButton size="small" variant="ghost" href={`/p/${target.project}/materializations`}>
          Runs
        </LinkButton>
      }
    >
      <p className="text-second">
        {refusal === null
          ? `What is computed of ${name}, by event time${emitSeconds === null ? "" : `; its rows are made every ${formatSeconds(emitSeconds)}`}.`
          : `${name} cannot be materialized: ${refusal}.`}
        {schedule
          ? ` Its schedule (${schedule.cron}, ${schedule.timezone}) goes on from where it ends.`
          : null}
      </p>
      {refusal === null && mayMaterialize ? (
        <div className="flex flex-wrap gap-2">
          <MaterializeDialog {...shared} />
          {outdated.length > 0 ? (
            <BackfillButton {...shared} start={items[0]?.start ?? ""} end={items.at(-1)?.end ?? ""} />
          ) : null}
        </div>
      ) : null}
      {refusal === null || items.length > 0 ? <IntervalTable name={name} items={items} now={now} /> : null}
    </Section>
  );
}
