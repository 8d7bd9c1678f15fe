"use client";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField, TextField } from "@/components/ui/input";
import { ROLES, type Role } from "@/lib/core/access/policy";
import { ActionForm } from "./action-form";
import { ROLE_OPTIONS } from "./role-options";
import { linkNote, type SecretLink } from "./secret-link";
import { ShownSecret } from "./shown-secret";
import { type Action, textOf, useAction } from "./use-action";
import { useRefreshingDialog } from "./use-refreshing-dialog";

interface InviteInput {
  name: string;
  email: string;
  roles: { project: string; role: Role }[];
}

interface InviteDialogProps {
  projects: readonly string[];
  invite: Action<InviteInput, SecretLink>;
}

/** A button, the form behind it, and then the link that the admin hands over. */
export function InviteDialog({ projects, invite }: InviteDialogProps) {
  const [open, close, show] = useRefreshingDialog();
  return (
    <>
      <Button variant="primary" icon="plus" aria-haspopup="dialog" onClick={show}>
        Invite
      </Button>
      <Dialog open={open} onClose={close} title="Invite somebody">
        <InviteForm projects={projects} invite={invite} />
      </Dialog>
    </>
  );
}

function InviteForm({ projects, invite }: InviteDialogProps) {
  const { submit, failure, errorOf, value } = useAction(invite, (form) => ({
    name: textOf(form, "name"),
    email: textOf(form, "email"),
    roles: projects.flatMap((project, index) => {
      const role = ROLES.find((known) => known === textOf(form, `role.${index}`));
      return role ? [{ project, role }] : [];
    }),
  }));
  if (value) return <ShownSecret label="Invitation link" secret={value.url} note={linkNote(value)} />;
  return (
    <ActionForm submit={submit} failure={failure} label="Create the link" pendingLabel="Creating …">
      <TextField name="name" label="Name" autoComplete="off" error={errorOf("name")} />
      <TextField
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="off"
        error={errorOf("email")}
      />
      {projects.map((project, index) => (
        <SelectField
          key={project}
          name={`role.${index}`}
          label={`Role in ${project}`}
          options={ROLE_OPTIONS}
          error={errorOf(`roles.${index}.project`)}
        />
      ))}
    </ActionForm>
  );
}
