import type { Metadata } from "next";
import Link from "next/link";
import { teamHref, withAt } from "@/components/catalog/addresses";
import { type ActivityEntry, sentenceOf, sentenceText, targetHref } from "@/components/catalog/happenings";
import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { Chip, Chips } from "@/components/ui/chip";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValues } from "@/components/ui/key-values";
import { LinkButton } from "@/components/ui/link-button";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { PersonInput } from "@/lib/contracts/people";
import { can } from "@/lib/core/access/policy";
import { openPage, type PageInput } from "@/lib/server/page";
import { parseAddress } from "@/lib/server/validation";
import { getPerson, type PersonPage } from "@/lib/services/people/get";

export const metadata: Metadata = { title: "Person" };

export default async function PersonDetailPage(input: PageInput<{ id: string }>) {
  return openPage(input, async ({ ctx, params, at, now }) => {
    const asked = parseAddress(PersonInput, { personId: params.id }, "This person");
    const { person, teams, roles, entries } = await getPerson(ctx, asked);
    const manages = can(ctx.actor.rights, "people:manage").allowed;
    return (
      <PageBody>
        <PageHeader
          title={person.name}
          chips={
            <>
              {person.isAdmin ? <Chip>admin</Chip> : null}
              {person.isDemo ? <Chip>demo</Chip> : null}
              {person.disabledAt ? <Chip>disabled</Chip> : null}
            </>
          }
          actions={
            manages ? <LinkButton href={`/settings/people/${person.id}`}>Manage</LinkButton> : undefined
          }
        />
        <KeyValues
          items={[
            { label: "E-mail address", value: <code>{person.email}</code> },
            { label: "Since", value: <Time at={person.createdAt.toISOString()} now={now} /> },
            {
              label: "Teams",
              value:
                teams.length === 0 ? null : (
                  <Chips>
                    {teams.map((team) => (
                      <Chip key={team.id} mono href={withAt(teamHref(team.name), at)}>
                        {team.name}
                      </Chip>
                    ))}
                  </Chips>
                ),
            },
            {
              label: "Roles",
              value:
                roles.length === 0 ? null : (
                  <ul>
                    {roles.map(({ projectId, project, role }) => (
                      <li key={projectId}>
                        {role} in{" "}
                        <Link href={withAt(`/p/${project}`, at)} prefetch={false} className="quiet-link">
                          <code>{project}</code>
                        </Link>
                      </li>
                    ))}
                  </ul>
                ),
            },
          ]}
        />
        <Section title="What they did last">
          <DataTable
            id="deeds"
            label={`What ${person.name} did last`}
            columns={COLUMNS}
            rows={entries.map((entry) => toRow(entry, at))}
            now={now}
            sorting="local"
            defaultSort="-at"
            noun={["entry", "entries"]}
            empty={
              <EmptyState title="Nothing yet">What this person changes in projects that you see.</EmptyState>
            }
          />
        </Section>
      </PageBody>
    );
  });
}

const COLUMNS: readonly TableColumn[] = [
  { id: "deed", header: "What happened", kind: "text" },
  {
    id: "project",
    header: "Project",
    kind: "mono",
    sortable: true,
    width: 180,
    empty: "Not about a project",
  },
  { id: "at", header: "When", kind: "time", sortable: true, width: 120 },
];

/** What people do to their own account. */
const OWN_DEEDS: Readonly<Record<string, string>> = {
  "session:create": "signed in",
  "session:end": "signed out",
  "person:set_up": "set Asof up, as its first admin",
  "person:accept_invitation": "accepted the invitation",
  "person:change_password": "changed the password",
  "person:reset_password": "set a new password by a link",
  "person:rename": "changed the name",
};

function toRow(item: PersonPage["entries"][number], at: string | null): TableRow {
  const entry = { ...item, at: item.at.toISOString() };
  const href = targetHref(entry);
  return {
    id: entry.seq,
    cells: {
      deed: { text: deedOf(entry), href: href && withAt(href, at) },
      project: entry.project,
      at: entry.at,
    },
  };
}

function deedOf(entry: ActivityEntry): string {
  if (entry.action === "person:reset_link") return `made a password link for ${entry.targetName}`;
  return OWN_DEEDS[entry.action] ?? sentenceText(sentenceOf([entry]));
}
