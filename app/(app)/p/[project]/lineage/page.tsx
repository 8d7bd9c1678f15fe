import type { Metadata } from "next";
import { entryHref, withAt } from "@/components/catalog/addresses";
import { LineagePanel } from "@/components/lineage/lineage-panel";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { formatCount } from "@/lib/format/number";
import { openPage, type PageInput } from "@/lib/server/page";
import { getProjectLineage } from "@/lib/services/lineage/get-project";

type Input = PageInput<{ project: string }>;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: `Lineage · ${(await params)?.project}` };
}

export default async function LineagePage(input: Input) {
  return openPage(input, async ({ ctx, params: { project }, search, at }) => {
    const lineage = await getProjectLineage(ctx, { project });
    const view = search.view === "table" ? "table" : "graph";
    const drawn = new Set(lineage.shown);
    const isShown = (id: string) => view === "table" || drawn.has(id);
    const nodes = lineage.nodes.flatMap(({ id, kind, name, qualified, owner }) =>
      kind !== "column" && kind !== "entity" && isShown(id)
        ? [
            {
              id,
              kind,
              name,
              href: withAt(entryHref({ project, kind, name, qualified }), at),
              meta: owner ?? undefined,
            },
          ]
        : [],
    );
    const edges = lineage.edges.filter(({ from, to }) => isShown(from) && isShown(to));
    return (
      <PageBody>
        <PageHeader title="Lineage">
          What is made from what in {project}. Who reads a service, and what a single feature is made from,
          stands on their pages.
        </PageHeader>
        {view === "graph" && lineage.drawableCount > nodes.length ? (
          <p className="text-second">
            The graph shows the {formatCount(nodes.length)} most connected of{" "}
            {formatCount(lineage.drawableCount)}; the table has all of them.
          </p>
        ) : null}
        {lineage.isCut ? (
          <p className="text-second">
            There are more than {formatCount(lineage.edges.length)} edges; these are the first. The page of a
            feature group shows all of its own.
          </p>
        ) : null}
        <LineagePanel
          path={`/p/${project}/lineage`}
          label={`Lineage of ${project}`}
          nodes={nodes}
          edges={edges}
          look={view}
          at={at}
        />
      </PageBody>
    );
  });
}
