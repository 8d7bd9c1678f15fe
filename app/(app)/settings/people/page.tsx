import type { Metadata } from "next";
import { InviteDialog } from "@/components/people/invite-dialog";
import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { PersonStatus } from "@/lib/core/access/person";
import { openPage } from "@/lib/server/page";
import { listPeople } from "@/lib/services/people/list";
import { listProjects } from "@/lib/services/projects/list";
import { invitePersonAction } from "./actions";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage() {
  return openPage({}, async ({ ctx, now }) => {
    const [{ people, isComplete }, projects] = await Promise.all([listPeople(ctx), listProjects(ctx)]);
    return (
      <>
        <PageHeader
          title="People"
          actions={<InviteDialog projects={projects.map(({ name }) => name)} invite={invitePersonAction} />}
        >
          Who may sign in, and what they may do in each project.
          {isComplete ? null : ` The first ${people.length} by name are shown.`}
        </PageHeader>
        <DataTable
          id="people"
          label="People"
          columns={COLUMNS}
          rows={people.map(toRow)}
          now={now}
          sorting="local"
          defaultSort="name"
          noun={["person", "people"]}
          empty={<EmptyState title="Nobody yet">Invite somebody to begin.</EmptyState>}
        />
      </>
    );
  });
}

const COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Name", kind: "text", sortable: true },
  { id: "email", header: "E-mail address", kind: "mono", sortable: true, width: 240 },
  { id: "status", header: "Status", kind: "chips", sortable: true, width: 104 },
  { id: "admin", header: "Admin", kind: "bool", sortable: true },
  { id: "roles", header: "Roles", kind: "chips", empty: "No role in any project" },
  { id: "created", header: "Since", kind: "time", sortable: true },
];

const TONES = { active: "safe", invited: "accent", disabled: "neutral" } as const satisfies Record<
  PersonStatus,
  string
>;

function toRow(person: Awaited<ReturnType<typeof listPeople>>["people"][number]): TableRow {
  return {
    id: person.id,
    cells: {
      name: {
        text: person.name,
        href: `/settings/people/${person.id}`,
        detail: person.isDemo ? "demo" : undefined,
      },
      email: person.email,
      status: [{ text: person.status, tone: TONES[person.status] }],
      admin: person.isAdmin,
      roles: person.roles.map(({ role, project }) => `${role} in ${project}`),
      created: person.createdAt.toISOString(),
    },
  };
}
