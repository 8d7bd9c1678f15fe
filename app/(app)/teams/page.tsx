import type { Metadata } from "next";
import { teamHref, withAt } from "@/components/catalog/addresses";
import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { openPage, type PageInput } from "@/lib/server/page";
import { listTeams } from "@/lib/services/teams/list";

export const metadata: Metadata = { title: "Teams" };

export default async function TeamsPage(input: PageInput) {
  return openPage(input, async ({ ctx, at, now }) => {
    const { teams, isComplete } = await listTeams(ctx);
    return (
      <PageBody>
        <PageHeader title="Teams">
          Who owns what. {isComplete ? null : `The first ${teams.length} by name are shown.`}
        </PageHeader>
        <DataTable
          id="teams"
          label="Teams"
          columns={COLUMNS}
          rows={teams.map((team) => ({
            id: team.id,
            href: withAt(teamHref(team.name), at),
            cells: {
              name: { text: team.name, copy: team.name },
              description: team.description,
              members: team.memberCount,
              owned: team.ownedCount,
            },
          }))}
          now={now}
          sorting="local"
          defaultSort="name"
          noun="team"
          empty={
            <EmptyState title="There are no teams yet">
              Declare one in a definition file with <code>kind: team</code>, then apply it.
            </EmptyState>
          }
        />
      </PageBody>
    );
  });
}

const COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Team", kind: "name", sortable: true },
  { id: "description", header: "Description", kind: "text", empty: "No description" },
  { id: "members", header: "Members", kind: "number", sortable: true },
  {
    id: "owned",
    header: "Owns",
    kind: "number",
    sortable: true,
    hint: "Objects in the projects that you see, without features",
  },
];
