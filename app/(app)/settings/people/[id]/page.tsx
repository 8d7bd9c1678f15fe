import type { Metadata } from "next";
import Link from "next/link";
import { ConfirmButton, LinkDialog } from "@/components/people/action-button";
import { RoleForm } from "@/components/people/person-forms";
import { Chip } from "@/components/ui/chip";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValues } from "@/components/ui/key-values";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { PersonInput } from "@/lib/contracts/people";
import { openPage, type PageInput } from "@/lib/server/page";
import { parseAddress } from "@/lib/server/validation";
import { getManagedPerson, type ManagedPerson } from "@/lib/services/people/get-managed";
import {
  createResetLinkAction,
  disablePersonAction,
  enablePersonAction,
  renewInvitationAction,
  setAdminAction,
  setRoleAction,
} from "../actions";
import { MailState } from "./mail-state";

export const metadata: Metadata = { title: "Person" };

export default async function ManagedPersonPage(input: PageInput<{ id: string }>) {
  return openPage(input, async ({ ctx, params, now }) => {
    const asked = parseAddress(PersonInput, { personId: params.id }, "This person");
    const managed = await getManagedPerson(ctx, asked);
    const { person, projects, mail } = managed;
    return (
      <>
        <PageHeader
          title={person.name}
          chips={
            <>
              <Chip tone={person.status === "active" ? "safe" : "neutral"}>{person.status}</Chip>
              {person.isAdmin ? <Chip>admin</Chip> : null}
              {person.isDemo ? <Chip>demo</Chip> : null}
            </>
          }
          actions={<PersonActions {...managed} />}
        />
        <KeyValues
          items={[
            { label: "E-mail address", value: <code>{person.email}</code> },
            { label: "Since", value: <Time at={person.createdAt.toISOString()} now={now} /> },
            ...(person.disabledAt
              ? [{ label: "Disabled", value: <Time at={person.disabledAt.toISOString()} now={now} /> }]
              : []),
            ...(mail ? [{ label: "Last mail", value: <MailState mail={mail} now={now} /> }] : []),
            {
              label: "Page",
              value: (
                <Link href={`/people/${person.id}`} prefetch={false} className="quiet-link">
                  teams and what they did
                </Link>
              ),
            },
          ]}
        />
        <Section title="Roles">
          {projects.length === 0 ? (
            <EmptyState title="No project yet">Roles are given per project; apply one first.</EmptyState>
          ) : (
            <div className="flex flex-col gap-5">
              {projects.map((project) => {
                const role = person.roles.find((row) => row.project === project)?.role ?? null;
                return (
                  <RoleForm
                    key={`${project} ${role}`}
                    personId={person.id}
                    project={project}
                    role={role}
                    setRole={setRoleAction}
                  />
                );
              })}
            </div>
          )}
        </Section>
      </>
    );
  });
}

function PersonActions({ person, isSelf }: ManagedPerson) {
  const { id: personId, name } = person;
  return (
    <>
      {person.status === "invited" ? (
        <LinkDialog
          label="New invitation link"
          title="A new invitation link"
          personId={personId}
          createLink={renewInvitationAction}
        >
          {name} has not accepted yet. The earlier link stops working.
        </LinkDialog>
      ) : null}
      {person.status === "active" && !person.isDemo ? (
        <LinkDialog
          label="Reset password"
          title="A password reset link"
          personId={personId}
          createLink={createResetLinkAction}
        >
          The link lets {name} set a new password. Until it is used, the old one goes on working.
        </LinkDialog>
      ) : null}
      <AdminButton person={person} isSelf={isSelf} />
      {isSelf ? null : <AccessButton person={person} />}
    </>
  );
}

function AdminButton({ person, isSelf }: Pick<ManagedPerson, "person" | "isSelf">) {
  const { id: personId, name, isAdmin } = person;
  if (person.status === "disabled") return null;
  return isAdmin ? (
    <ConfirmButton
      label="Take admin away"
      title={`Take admin away from ${isSelf ? "yourself" : name}`}
      pendingLabel="Saving …"
      done={`${name} is no longer an admin`}
      input={{ personId, isAdmin: false }}
      action={setAdminAction}
      goTo={isSelf ? "/settings" : undefined}
    >
      Roles in projects stay as they are. The last admin cannot be taken away.
    </ConfirmButton>
  ) : (
    <ConfirmButton
      label="Make admin"
      title={`Make ${name} an admin`}
      pendingLabel="Saving …"
      done={`${name} is an admin`}
      input={{ personId, isAdmin: true }}
      action={setAdminAction}
    >
      An admin manages people, tokens and settings, and may do everything in every project.
    </ConfirmButton>
  );
}

function AccessButton({ person }: Pick<ManagedPerson, "person">) {
  const { id: personId, name } = person;
  return person.status === "disabled" ? (
    <ConfirmButton
      label="Enable"
      title={`Enable ${name}`}
      pendingLabel="Enabling …"
      done={`${name} is enabled`}
      input={{ personId }}
      action={enablePersonAction}
    >
      {name} may sign in again, with the roles and the unexpired API tokens they had.
    </ConfirmButton>
  ) : (
    <ConfirmButton
      label="Disable"
      title={`Disable ${name}`}
      pendingLabel="Disabling …"
      done={`${name} is disabled`}
      variant="danger"
      input={{ personId }}
      action={disablePersonAction}
    >
      Sessions end at once, links and API tokens stop working. What {name} did stays in the log.
    </ConfirmButton>
  );
}
