import type { Metadata } from "next";
import Link from "next/link";
import { ActivityList } from "@/components/catalog/activity-list";
import { teamHref, withAt } from "@/components/catalog/addresses";
import { AsOfPicker } from "@/components/catalog/as-of-picker";
import { OwnerTable } from "@/components/catalog/owner-table";
import { ProjectCounts } from "@/components/catalog/project-panel";
import { VersionTable } from "@/components/catalog/version-table";
import { Chip } from "@/components/ui/chip";
import { KeyValues } from "@/components/ui/key-values";
import { LinkButton } from "@/components/ui/link-button";
import { Markdown } from "@/components/ui/markdown";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { Section, WithRail } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { formatCount } from "@/lib/format/number";
import { openPage, type PageInput } from "@/lib/server/page";
import { listActivity } from "@/lib/services/audit/list";
import { getProject } from "@/lib/services/projects/get";

type Input = PageInput<{ project: string }>;

const ENTRIES_MAX = 60;
const LINES_MAX = 6;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: (await params)?.project };
}

export default async function ProjectPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project: name }, at, now }) => {
    const [{ project, owners, versions, versionCount }, activity] = await Promise.all([
      getProject(ctx, { project: name }),
      listActivity(ctx, { project: name, limit: ENTRIES_MAX }),
    ]);
    const page = `/p/${name}`;
    return (
      <PageBody>
        <PageHeader
          title={name}
          mono
          copy={name}
          chips={
            project.owner ? <Chip href={withAt(teamHref(project.owner), at)}>{project.owner}</Chip> : null
          }
          actions={
            <>
              <AsOfPicker path={page} at={at} now={now} />
              <LinkButton href={withAt(`${page}/lineage`, at)}>Lineage</LinkButton>
            </>
          }
        >
          {project.description ? <Markdown text={project.description} /> : null}
        </PageHeader>
        <WithRail
          rail={
            <>
              <Section panel title="Catalog">
                <ProjectCounts project={project} at={at} />
              </Section>
              <Section panel title="About">
                <KeyValues
                  className="px-3 py-2.5"
                  items={[
                    { label: "Owner", value: project.owner },
                    { label: "Compatibility", value: compatibilityText(project.compatibility) },
                    { label: "Registered", value: <Time at={project.createdAt.toISOString()} now={now} /> },
                  ]}
                />
              </Section>
            </>
          }
        >
          <Section
            title="Recent versions"
            aside={<More href={withAt(`${page}/versions`, at)} count={versionCount} />}
          >
            <VersionTable
              project={name}
              versions={versions.map((version) => ({
                ...version,
                createdAt: version.createdAt.toISOString(),
              }))}
              at={at}
              now={now}
            />
          </Section>
          <Section title="Owners" aside={<More href={withAt(`${page}/owners`, at)} />}>
            <OwnerTable project={name} owners={owners} at={at} now={now} plain />
          </Section>
          <Section title="Activity" aside={<More href={withAt(`${page}/activity`, at)} />}>
            <ActivityList
              entries={activity.items.map((item) => ({ ...item, at: item.at.toISOString() }))}
              now={now}
              at={at}
              limit={LINES_MAX}
            />
          </Section>
        </WithRail>
      </PageBody>
    );
  });
}

function More({ href, count }: { href: string; count?: number }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="text-second underline-offset-2 hover:text-ink hover:underline"
    >
      {count === undefined ? "All" : `All ${formatCount(count)}`}
    </Link>
  );
}

/** FULL_TRANSITIVE → "full, transitive". */
function compatibilityText(mode: string | null): string {
  return mode === null ? "by kind of change" : mode.toLowerCase().replace("_", ", ");
}
