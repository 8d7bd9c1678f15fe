import type { Metadata } from "next";
import { Suspense } from "react";
import { ActivityList } from "@/components/catalog/activity-list";
import { HealthStrip, HealthStripSkeleton } from "@/components/catalog/health-strip";
import { ProjectPanel } from "@/components/catalog/project-panel";
import { WaitingList } from "@/components/catalog/waiting-list";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { Section, WithRail } from "@/components/ui/section";
import { openPage } from "@/lib/server/page";
import type { ServiceContext } from "@/lib/services/context";
import { getHome } from "@/lib/services/home/get";
import { getHealth } from "@/lib/services/system/health";

export const metadata: Metadata = { title: "Home" };

const LINES_MAX = 10;

export default async function HomePage() {
  return openPage({}, async ({ ctx, now }) => {
    const home = await getHome(ctx);
    const entries = home.changes.map((entry) => ({ ...entry, at: entry.at.toISOString() }));
    const { laggingPins, ownerless, expiringTokens } = home.waiting;
    return (
      <PageBody>
        <PageHeader title="Home" />
        <Suspense fallback={<HealthStripSkeleton />}>
          <Health ctx={ctx} />
        </Suspense>
        <WithRail rail={home.projects.map((project) => <ProjectPanel key={project.id} project={project} />)}>
          <Section title="Waiting for you">
            <WaitingList
              laggingPins={laggingPins}
              ownerless={ownerless}
              expiringTokens={expiringTokens.map((token) => ({
                name: token.name,
                expiresAt: token.expiresAt.toISOString(),
              }))}
              now={now}
            />
          </Section>
          <Section title="What changed">
            <ActivityList
              entries={entries}
              now={now}
              limit={LINES_MAX}
              withProject={home.projects.length > 1}
            />
          </Section>
        </WithRail>
      </PageBody>
    );
  });
}

/** Asks the engine and the worker, which may take a moment: the page does not wait for it. */
async function Health({ ctx }: { ctx: ServiceContext }) {
  return <HealthStrip parts={(await getHealth(ctx)).parts} />;
}
