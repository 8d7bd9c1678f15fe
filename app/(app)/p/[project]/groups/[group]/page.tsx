import { GroupDefinition } from "@/components/group/group-definition";
import { GroupFacts, ReadersPanel } from "@/components/group/group-facts";
import { LeakSection } from "@/components/group/leak-section";
import { SchemaTable } from "@/components/group/schema-table";
import { UseIt } from "@/components/group/use-it";
import { Markdown } from "@/components/ui/markdown";
import { WithRail } from "@/components/ui/section";
import { getContainer } from "@/lib/server/container";
import { listReaders } from "@/lib/services/groups/list-readers";
import { lintGroup } from "@/lib/services/leaks/lint";
import { type GroupInput, groupMetadata, openGroupPage } from "./group-page";

export const generateMetadata = (input: GroupInput) => groupMetadata(null, input);

/** What a group is: its features, how they come about, what is promised, who reads them, how to read them. */
export default function GroupOverviewPage(input: GroupInput) {
  return openGroupPage(input, async ({ ctx, params, at, now, detail, readiness }) => {
    const { project, group, latest } = detail;
    const [readers, leaks] = await Promise.all([listReaders(ctx, params), lintGroup(ctx, params)]);
    const joinable = latest.features.filter((feature) => feature.computation !== "on_demand");
    const spine =
      readiness.mayPreview &&
      readiness.refusal === null &&
      readiness.source !== null &&
      readiness.timeColumn !== null
        ? { source: readiness.source, time: readiness.timeColumn }
        : null;
    return (
      <>
        {group.description ? <Markdown text={group.description} /> : null}
        <SchemaTable
          project={project}
          group={group.name}
          version={latest.number}
          features={latest.features}
          at={at}
          now={now}
        />
        <WithRail
          rail={
            <>
              <GroupFacts
                document={group.document}
                keys={group.entity.joinKeys}
                eventTime={latest.content.event_time}
                createdTime={latest.content.created_time}
              />
              <ReadersPanel
                services={readers.services.map((reader) => ({ ...reader, project: reader.project.name }))}
                hiddenCount={readers.hiddenCount}
                latestVersion={latest.number}
                at={at}
              />
            </>
          }
        >
          <GroupDefinition project={project} document={group.document} at={at} />
          <LeakSection group={group.name} findings={leaks} />
          <UseIt
            publicUrl={getContainer().env.publicUrl}
            project={project}
            group={group.name}
            features={joinable.map((feature) => `${group.name}:${feature.name}`)}
            spine={spine}
          />
        </WithRail>
      </>
    );
  });
}
