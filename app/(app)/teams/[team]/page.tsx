import type { Metadata } from "next";
import { entryHref, withAt } from "@/components/catalog/addresses";
import { KIND_NOUNS } from "@/components/catalog/words";
import { AddMemberDialog, RemoveMemberDialog } from "@/components/people/member-dialogs";
import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { TeamInput } from "@/lib/contracts/people";
import { LIFECYCLES } from "@/lib/core/model/definitions";
import { CATALOG_KINDS } from "@/lib/core/search/query";
import { openPage, type PageInput } from "@/lib/server/page";
import { parseAddress } from "@/lib/server/validation";
import { getTeam, type TeamMember, type TeamPage } from "@/lib/services/teams/get";
import { addTeamMemberAction, removeTeamMemberAction } from "./actions";

type Input = PageInput<{ team: string }>;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  return { title: (await params)?.team };
}

export default async function TeamDetailPage(input: Input) {
  return openPage(input, async ({ ctx, params, at, now }) => {
    const page = await getTeam(ctx, parseAddress(TeamInput, params, "This team"));
    const { team, members, owned, ownedIsComplete } = page;
    return (
      <PageBody>
        <PageHeader title={team.name} mono copy={team.name} actions={<MemberActions {...page} />}>
          {team.description}
        </PageHeader>
        <Section title="Owns" aside={ownedIsComplete ? null : `the first ${owned.length} are shown`}>
          <DataTable
            id="team-owns"
            label={`What ${team.name} owns`}
            columns={OWNED_COLUMNS}
            rows={owned.map((entry) => toOwnedRow(entry, at))}
            now={now}
            sorting="local"
            noun="object"
            empty={
              <EmptyState title="This team owns nothing that you see">
                Name it as <code>owner</code> in a definition file, then apply the file.
              </EmptyState>
            }
          />
        </Section>
        <Section title="Members">
          <DataTable
            id="team-members"
            label={`Members of ${team.name}`}
            columns={MEMBER_COLUMNS}
            rows={members.map((member) => toMemberRow(member, at))}
            now={now}
            sorting="local"
            noun="member"
            empty={
              <EmptyState title="Nobody is in this team">
                Members decide for what their team owns. Add them here, or in a definition file.
              </EmptyState>
            }
          />
        </Section>
      </PageBody>
    );
  });
}

function MemberActions({ team, members, canChange }: TeamPage) {
  if (!canChange) return null;
  const removable = members.filter((member) => member.byPage).map((member) => member.email);
  return (
    <>
      {removable.length > 0 ? (
        <RemoveMemberDialog team={team.name} emails={removable} removeMember={removeTeamMemberAction} />
      ) : null}
      <AddMemberDialog team={team.name} addMember={addTeamMemberAction} />
    </>
  );
}

const OWNED_COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Name", kind: "name", sortable: true },
  { id: "kind", header: "Kind", kind: "text", sortable: true },
  { id: "project", header: "Project", kind: "mono", sortable: true },
  { id: "description", header: "Description", kind: "text", empty: "No description" },
  { id: "lifecycle", header: "Lifecycle", kind: "lifecycle", sortable: true, empty: "It has none" },
  { id: "updated", header: "Changed", kind: "time", sortable: true },
];

function toOwnedRow(entry: TeamPage["owned"][number], at: string | null): TableRow {
  const kind = CATALOG_KINDS.find((known) => known === entry.kind);
  return {
    id: entry.id,
    href: kind && withAt(entryHref({ ...entry, kind }), at),
    cells: {
      name: { text: entry.qualified, copy: entry.qualified },
      kind: kind ? KIND_NOUNS[kind][0] : entry.kind,
      project: entry.project,
      description: entry.description,
      lifecycle: LIFECYCLES.find((known) => known === entry.lifecycle) ?? null,
      updated: entry.updatedAt.toISOString(),
    },
  };
}

const MEMBER_COLUMNS: readonly TableColumn[] = [
  {
    id: "name",
    header: "Name",
    kind: "text",
    sortable: true,
    empty: "Nobody with this address has an account",
  },
  { id: "email", header: "E-mail address", kind: "mono", sortable: true, width: 260 },
  { id: "origin", header: "Added by", kind: "text", hint: "Only what added a member removes them" },
];

function toMemberRow({ email, person, byPage, byFilesOf }: TeamMember, at: string | null): TableRow {
  const files = byFilesOf.map((project) => `files of ${project ?? "another project"}`);
  return {
    id: email,
    cells: {
      name: person
        ? {
            text: person.name,
            href: withAt(`/people/${person.id}`, at),
            detail: person.disabled ? "disabled" : undefined,
          }
        : { text: email, detail: "no account yet" },
      email,
      origin: [...(byPage ? ["this page"] : []), ...files].join(", "),
    },
  };
}
