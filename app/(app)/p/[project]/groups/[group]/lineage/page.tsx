import { groupHref } from "@/components/group/group-header";
import { lineageEdges, lineageNodes } from "@/components/group/lineage-nodes";
import { LineagePanel } from "@/components/lineage/lineage-panel";
import { getNeighbours } from "@/lib/services/lineage/neighbours";
import { type GroupInput, groupMetadata, openGroupPage } from "../group-page";

export const generateMetadata = (input: GroupInput) => groupMetadata("Lineage", input);

/** What a group is made from and who reads it; with `?feature=` the path of that feature alone. */
export default function GroupLineagePage(input: GroupInput) {
  return openGroupPage(input, async ({ ctx, search, at, detail }) => {
    const { project, group, latest } = detail;
    const chosen = latest.features.find((feature) => feature.name === search.feature);
    const view = await getNeighbours(ctx, {
      project,
      id: chosen?.id ?? group.id,
      level: chosen ? "feature" : "group",
    });
    return (
      <LineagePanel
        path={`${groupHref(project, group.name)}/lineage`}
        label={`Lineage of ${chosen ? `${group.name}:${chosen.name}` : group.name}`}
        nodes={lineageNodes(project, view.nodes, at)}
        edges={lineageEdges(view.edges)}
        focusId={chosen?.id ?? group.id}
        features={latest.features.map((feature) => feature.name)}
        feature={chosen?.name ?? null}
        look={search.view === "table" ? "table" : "graph"}
        at={at}
      />
    );
  });
}
