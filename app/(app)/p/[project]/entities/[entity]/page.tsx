import type { Metadata } from "next";
import { objectHref, withAt } from "@/components/catalog/addresses";
import { HierarchyTrail } from "@/components/catalog/hierarchy-trail";
import { AboutPanel, HistoryPanel } from "@/components/catalog/object-rail";
import { resultColumns } from "@/components/catalog/result-columns";
import { resultRow } from "@/components/catalog/result-rows";
import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Markdown } from "@/components/ui/markdown";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { Section, WithRail } from "@/components/ui/section";
import { openPage, type PageInput } from "@/lib/server/page";
import { listActivity } from "@/lib/services/audit/list";
import { search } from "@/lib/services/catalog/search";
import { getEntity } from "@/lib/services/entities/get";

type Input = PageInput<{ project: string; entity: string }>;

const GROUPS_MAX = 200;
const ENTRIES_MAX = 20;

const KEY_COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Join key", kind: "name", width: 200 },
  { id: "type", header: "Type", kind: "mono", width: 132 },
  { id: "description", header: "Description", kind: "text", empty: "Nobody has described it" },
];
const GROUP_COLUMNS = resultColumns("group").filter((column) => column.id !== "entity");

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  const { entity, project } = (await params) ?? {};
  return { title: `${entity} · ${project}` };
}

export default async function EntityPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project, entity: name }, at, now }) => {
    const [{ entity, parents, children }, groups] = await Promise.all([
      getEntity(ctx, { project, entity: name }),
      search(ctx, groupsOf(project, name)),
    ]);
    const activity = await listActivity(ctx, {
      project,
      targetIds: [entity.id],
      limit: ENTRIES_MAX,
      before: null,
    });
    const { document } = entity;
    const more = `/p/${project}/groups?${new URLSearchParams({ entity: name })}`;
    return (
      <PageBody>
        <PageHeader
          title={name}
          mono
          copy={name}
          actions={<LinkButton href={withAt(`/p/${project}/lineage`, at)}>Lineage</LinkButton>}
        >
          {entity.description ? <Markdown text={entity.description} /> : null}
        </PageHeader>
        <WithRail
          rail={
            <>
              <AboutPanel
                facts={{
                  project,
                  section: "entities",
                  owner: entity.owner?.name ?? null,
                  tags: entity.tags,
                  createdAt: entity.createdAt.toISOString(),
                  changedAt: entity.validFrom.toISOString(),
                }}
                at={at}
                now={now}
              />
              <HistoryPanel
                entries={activity.items.map((item) => ({ ...item, at: item.at.toISOString() }))}
                now={now}
              />
            </>
          }
        >
          <Section title="Join keys">
            <DataTable
              id="join-keys"
              label={`Join keys of ${name}`}
              columns={KEY_COLUMNS}
              rows={document.join_keys.map((key) => ({ id: key.name, cells: { ...key } }))}
              now={now}
              sorting="off"
              plain
              empty={null}
            />
          </Section>
          <Section title="Hierarchy">
            <HierarchyTrail
              name={name}
              parents={parents}
              below={children}
              entityHref={(entityName) => withAt(objectHref(project, "entity", entityName), at)}
            />
          </Section>
          <Section title={`Feature groups of ${name}`}>
            <DataTable
              id="entity-groups"
              label={`Feature groups of ${name}`}
              columns={GROUP_COLUMNS.map((column) => ({ ...column, sortable: true }))}
              rows={groups.items.map((group) => resultRow(group, "group", at))}
              now={now}
              total={groups.total}
              sorting="local"
              noun="feature group"
              empty={
                <EmptyState title={`No feature group describes ${name} yet`}>
                  A feature group names its entity: <code>entity: {name}</code>.
                </EmptyState>
              }
            />
            {groups.total > groups.items.length ? (
              <p>
                <LinkButton href={withAt(more, at)}>All {groups.total} feature groups</LinkButton>
              </p>
            ) : null}
          </Section>
        </WithRail>
      </PageBody>
    );
  });
}

function groupsOf(project: string, entity: string): Parameters<typeof search>[1] {
  return {
    q: "",
    project,
    filters: [
      ["kind", ["group"]],
      ["entity", [entity]],
    ],
    sort: "name",
    descending: false,
    limit: GROUPS_MAX,
    cursor: null,
  };
}
