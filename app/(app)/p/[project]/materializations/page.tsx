import type { Metadata } from "next";
import { RefreshWhile } from "@/components/catalog/refresh-while";
import { SearchRefused } from "@/components/catalog/search-refused";
import { RunTable } from "@/components/materialization/run-table";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { isActive } from "@/lib/core/materialization/run";
import { attempt, openPage, type PageInput } from "@/lib/server/page";
import { runsBefore, runsNext, runWire } from "@/lib/server/wire/materializations";
import { listRuns } from "@/lib/services/materialization/list-runs";

type Input = PageInput<{ project: string }>;

const RUNS = 50;
const REFRESH_MS = 2_000;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `Materialization · ${(await params)?.project}` };
}

/** Runs of a project. It shows work, so it is always about now. */
export default async function MaterializationsPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project }, search, now }) => {
    const cursor = typeof search.cursor === "string" ? search.cursor : undefined;
    const base = `/p/${project}/materializations`;
    const found = await attempt(
      ctx,
      (async () => {
        const page = await listRuns(ctx, {
          project,
          group: null,
          before: runsBefore(ctx, cursor),
          limit: RUNS,
        });
        return { runs: page.items.map(runWire), next: runsNext(ctx, page) };
      })(),
    );
    if (!found.ok) return <SearchRefused failure={found} href={base} />;
    const { runs, next } = found.value;
    return (
      <PageBody>
        <PageHeader title="Materialization">
          Runs that compute rows of feature groups for intervals of event times, newest first.
        </PageHeader>
        <RunTable
          project={project}
          runs={runs}
          paging={{
            previous: cursor === undefined ? null : base,
            next: next && `${base}?cursor=${encodeURIComponent(next)}`,
          }}
          now={now}
        />
        {runs.some(({ status }) => isActive(status)) ? <RefreshWhile everyMs={REFRESH_MS} /> : null}
      </PageBody>
    );
  });
}
