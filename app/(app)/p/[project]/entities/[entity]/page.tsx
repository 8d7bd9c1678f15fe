import type { Metadata } from "next";
import { objectHref, withAt } from "@/components/catalog/addresses";
import { HierarchyTrail } from "@/components/catalog/hierarchy-trail";
import { ObjectPage } from "@/components/catalog/object-page";
import { resultColumns } from "@/components/catalog/result-columns";
import { resultRow } from "@/components/catalog/result-rows";
import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Section } from "@/components/ui/section";
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
    });
    const { document } = entity;
    const more = `/p/${project}/groups?${new URLSearchParams({ entity: name })}`;
    return (
      <ObjectPage project={project} kind="entity" object={entity} activity={activity.items} at={at} now={now}>
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
      </ObjectPage>
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
