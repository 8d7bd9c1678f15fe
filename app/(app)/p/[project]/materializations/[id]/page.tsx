import type { Metadata } from "next";
import { RefreshWhile } from "@/components/catalog/refresh-while";
import { RunLog } from "@/components/materialization/run-log";
import { TaskTable } from "@/components/materialization/task-table";
import { stateChip } from "@/components/materialization/words";
import { ConfirmButton } from "@/components/people/action-button";
import { Chip } from "@/components/ui/chip";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { KeyValues } from "@/components/ui/key-values";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { Progress } from "@/components/ui/progress";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { isActive } from "@/lib/core/materialization/run";
import { formatCounted } from "@/lib/format/number";
import { openPage, type PageInput } from "@/lib/server/page";
import { lineWire, runWire } from "@/lib/server/wire/materializations";
import { getMaterialization } from "@/lib/services/materialization/get-run";
import { cancelMaterializationAction, resumeMaterializationAction } from "../actions";

type Input = PageInput<{ project: string; id: string }>;

const REFRESH_MS = 1_000;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `Run ${(await params)?.id.slice(-6)} · Materialization` };
}

/** A run while it works and after: its steps with their stages, its log, and what can be done about it. */
export default async function MaterializationPage(input: Input) {
  return openPage(input, async ({ ctx, params, now }) => {
    const { run: found, lines, mayDecide } = await getMaterialization(ctx, params);
    const run = runWire(found);
    const active = isActive(run.status);
    const chip = stateChip(run.status);
    const target = { project: run.project, id: run.id };
    const working = run.tasks.find(({ status }) => status === "running");
    const done = run.tasks.filter(({ status }) => status === "succeeded" || status === "skipped").length;
    const cancel =
      active && mayDecide && !run.cancel_requested ? (
        <ConfirmButton
          label="Cancel"
          title="Cancel the run"
          pendingLabel="Cancelling …"
          done="The run will stop"
          variant="danger"
          input={target}
          action={cancelMaterializationAction}
        >
          What it has committed stays; the step it is at leaves nothing. It can go on later.
        </ConfirmButton>
      ) : null;
    return (
      <PageBody>
        <PageHeader
          title={`Run of ${run.group}@v${run.version}`}
          chips={
            <>
              <Chip tone={chip.tone}>{chip.text}</Chip>
              <Chip href={`/p/${run.project}/groups/${run.group}/data`}>{run.group}</Chip>
              <CopyButton text={run.id} what="id of the run" />
            </>
          }
          actions={
            mayDecide && (run.status === "failed" || run.status === "cancelled") ? (
              <ConfirmButton
                label="Go on"
                title="Go on with the run"
                pendingLabel="Queueing …"
                done="The run goes on"
                variant="primary"
                input={target}
                action={resumeMaterializationAction}
              >
                It goes on with the first step that is not committed, and computes that one anew.
              </ConfirmButton>
            ) : null
          }
        />
        {active ? (
          <Progress
            label={
              working
                ? `${working.group}@v${working.version}: ${working.phase ?? working.stage}`
                : run.not_before === null
                  ? "Waiting for a worker"
                  : `Waiting to be tried again at ${run.not_before}`
            }
            detail={`${done} of ${formatCounted(run.tasks.length, "step")}${run.cancel_requested ? ", stopping" : ""}`}
            percent={run.percent}
            action={cancel}
          />
        ) : null}
        {run.error !== null ? <ErrorState title="The run failed">{run.error}</ErrorState> : null}
        <KeyValues
          items={[
            { label: "Asked for by", value: run.scheduled_for === null ? run.created_by : "its schedule" },
            { label: "Asked for", value: <Time at={run.created_at} now={now} /> },
            {
              label: "Started",
              value: run.started_at === null ? null : <Time at={run.started_at} now={now} />,
            },
            {
              label: "Ended",
              value: run.finished_at === null ? null : <Time at={run.finished_at} now={now} />,
            },
            { label: "Attempt", value: `${run.attempt} of ${run.retries + 1}` },
          ]}
        />
        <Section title="Steps" aside={`${done} of ${run.tasks.length} done`}>
          <TaskTable project={run.project} tasks={run.tasks} now={now} />
        </Section>
        <Section title="Log">
          <RunLog lines={lines.map(lineWire)} now={now} />
        </Section>
        {active ? <RefreshWhile everyMs={REFRESH_MS} /> : null}
      </PageBody>
    );
  });
}
