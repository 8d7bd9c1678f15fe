import type { Metadata } from "next";
import { FeatureFactsPanel, FeatureHeader, FeatureVersions } from "@/components/group/feature-view";
import { ReadersPanel } from "@/components/group/group-facts";
import { featureHref } from "@/components/group/group-header";
import { lineageEdges, lineageNodes } from "@/components/group/lineage-nodes";
import { UseIt } from "@/components/group/use-it";
import { LineagePanel } from "@/components/lineage/lineage-panel";
import { Markdown } from "@/components/ui/markdown";
import { PageBody } from "@/components/ui/page-header";
import { Section, WithRail } from "@/components/ui/section";
import { getContainer } from "@/lib/server/container";
import { openPage, type PageInput } from "@/lib/server/page";
import { getFeature } from "@/lib/services/features/get";
import { listReaders } from "@/lib/services/groups/list-readers";
import { getNeighbours } from "@/lib/services/lineage/neighbours";
import { findPreviewRefusal } from "@/lib/services/preview/find-refusal";

type Input = PageInput<{ project: string; group: string; feature: string }>;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  const { group, feature } = (await params) ?? {};
  return { title: `${feature} · ${group}` };
}

/** One feature: what it means, where it comes from, the versions it stands in, who reads it. */
export default async function FeaturePage(input: Input) {
  return openPage(input, async ({ ctx, params, search, at, now }) => {
    const [detail, readers, readiness] = await Promise.all([
      getFeature(ctx, params),
      listReaders(ctx, params),
      findPreviewRefusal(ctx, params),
    ]);
    const { project } = params;
    const { group, feature, droppedVersion } = detail;
    const lineage = await getNeighbours(ctx, { project, id: feature.id, level: "feature" });
    const isJoinable = readiness.mayPreview && readiness.refusal === null && droppedVersion === null;
    const spine =
      isJoinable && readiness.refusal === null && readiness.source !== null && readiness.timeColumn !== null
        ? { source: readiness.source, time: readiness.timeColumn }
        : null;
    const head = {
      project,
      group: group.name,
      name: feature.name,
      version: detail.shownVersion,
      droppedVersion,
      type: feature.type,
      nullable: feature.nullable,
      owner: group.owner?.name ?? null,
      entity: group.entity.name,
      lifecycle: group.lifecycle.state,
      computation: feature.computation,
      tags: feature.tags,
      isPreviewable: isJoinable && at === null,
    };
    return (
      <PageBody>
        <FeatureHeader head={head} at={at} />
        {feature.description ? <Markdown text={feature.description} /> : null}
        <WithRail
          rail={
            <>
              <FeatureFactsPanel feature={feature} keys={group.entity.joinKeys} ttl={group.document.ttl} />
              <ReadersPanel
                services={readers.services.map((reader) => ({ ...reader, project: reader.project.name }))}
                hiddenCount={readers.hiddenCount}
                latestVersion={group.latestVersion}
                at={at}
                feature={{ isDropped: droppedVersion !== null, versions: detail.versions }}
              />
            </>
          }
        >
          <Section title="Lineage">
            <LineagePanel
              path={featureHref(project, group.name, feature.name)}
              label={`Lineage of ${group.name}:${feature.name}`}
              nodes={lineageNodes(project, lineage.nodes, at)}
              edges={lineageEdges(lineage.edges)}
              focusId={feature.id}
              look={search.view === "table" ? "table" : "graph"}
              at={at}
            />
          </Section>
          <Section title="Versions it stands in">
            <FeatureVersions
              project={project}
              group={group.name}
              versions={detail.versions.map((version) => ({
                ...version,
                createdAt: version.createdAt.toISOString(),
              }))}
              at={at}
              now={now}
            />
          </Section>
          <UseIt
            publicUrl={getContainer().env.publicUrl}
            project={project}
            group={group.name}
            features={[`${group.name}:${feature.name}`]}
            spine={spine}
          />
        </WithRail>
      </PageBody>
    );
  });
}
