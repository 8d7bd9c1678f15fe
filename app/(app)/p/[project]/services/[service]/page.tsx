import type { Metadata } from "next";
import { ObjectPage } from "@/components/catalog/object-page";
import { isJoined, serviceSnippets } from "@/components/catalog/service-code";
import { CONSUMER_COLUMNS, consumerRow, PIN_COLUMNS, pinRow } from "@/components/catalog/service-tables";
import { CodeBlock } from "@/components/code/code-block";
import { DataTable } from "@/components/table/data-table";
import { LifecycleChip } from "@/components/ui/chip";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { LIFECYCLES } from "@/lib/core/model/definitions";
import { getContainer } from "@/lib/server/container";
import { openPage, type PageInput } from "@/lib/server/page";
import { listActivity } from "@/lib/services/audit/list";
import { getFeatureService } from "@/lib/services/feature-services/get";

type Input = PageInput<{ project: string; service: string }>;

const ENTRIES_MAX = 20;
/** A table this short needs no tools. */
const PLAIN_ROWS_MAX = 8;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  const { service, project } = (await params) ?? {};
  return { title: `${service} · ${project}` };
}

export default async function ServicePage(input: Input) {
  return openPage(input, async ({ ctx, params: { project, service: name }, at, now }) => {
    const service = await getFeatureService(ctx, { project, service: name });
    const activity = await listActivity(ctx, {
      project,
      targetIds: [service.id],
      limit: ENTRIES_MAX,
    });
    const { lifecycle, pins, consumers, document } = service;
    const state = LIFECYCLES.find((known) => known === lifecycle.state) ?? "active";
    const { publicUrl } = getContainer().env;
    const joined = pins.filter(isJoined);
    const leftOut = [...new Set(pins.filter((pin) => !isJoined(pin)).map((pin) => pin.group))];
    return (
      <ObjectPage
        project={project}
        kind="service"
        object={service}
        activity={activity.items}
        at={at}
        now={now}
        chips={<LifecycleChip lifecycle={state} />}
        facts={[
          {
            label: "Lifecycle",
            value: (
              <>
                {state} since <Time at={lifecycle.at.toISOString()} now={now} />
                <span className="text-third">, {lifecycle.by}</span>
              </>
            ),
          },
        ]}
      >
        <Section title="Pins">
          <DataTable
            id="pins"
            label={`Pins of ${name}`}
            columns={PIN_COLUMNS}
            rows={pins.map((pin, index) => pinRow(project, pin, index, at))}
            now={now}
            sorting="local"
            noun="pin"
            plain={pins.length <= PLAIN_ROWS_MAX}
            empty={null}
          />
        </Section>
        <Section title="Consumers" id="consumers">
          <DataTable
            id="consumers-of"
            label={`Consumers of ${name}`}
            columns={CONSUMER_COLUMNS}
            rows={consumers.map((consumer) => consumerRow(consumer, document.consumers, at))}
            now={now}
            sorting="local"
            noun="consumer"
            plain={consumers.length <= PLAIN_ROWS_MAX}
            empty={
              <EmptyState title="Nobody is known to read it">
                Name its readers under <code>consumers:</code> in its definition: a change that would break
                them is then seen before it is made.
              </EmptyState>
            }
          />
        </Section>
        <Section title="Read it">
          <p className="text-second">
            {joined.length > 0 ? (
              <>
                Point-in-time values, as a preview. <code>ASOF_TOKEN</code> holds an API token with the scope
                “values”.
              </>
            ) : null}
            {leftOut.length > 0
              ? ` Previews do not run windows and rollups, so ${leftOut.join(", ")} ${leftOut.length === 1 ? "is" : "are"} not in it.`
              : null}
          </p>
          <CodeBlock
            label={`Read ${name}`}
            snippets={serviceSnippets({ publicUrl, project, service: name, pins: joined, now })}
            maxHeight={360}
          />
        </Section>
      </ObjectPage>
    );
  });
}
