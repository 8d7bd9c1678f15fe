"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField, TextField } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import { ActionForm } from "./action-form";
import { type Action, textOf, useAction } from "./use-action";

interface MemberInput {
  team: string;
  email: string;
}

interface MemberFormProps {
  team: string;
  action: Action<MemberInput, unknown>;
  onDone: () => void;
}

/** Adds somebody to a team by their address. */
export function AddMemberDialog({
  team,
  addMember,
}: {
  team: string;
  addMember: Action<MemberInput, unknown>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="plus" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Add member …
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`Add a member to ${team}`} size="small">
        <AddMemberForm team={team} action={addMember} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function AddMemberForm({ team, action, onDone }: MemberFormProps) {
  const router = useRouter();
  const { submit, failure, errorOf } = useAction(
    action,
    (form) => ({ team, email: textOf(form, "email") }),
    () => {
      onDone();
      showToast({ title: "Member added", tone: "safe" });
      router.refresh();
    },
  );
  return (
    <ActionForm submit={submit} failure={failure} label="Add member" pendingLabel="Adding …">
      <TextField
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="off"
        hint="Somebody who has no account yet becomes a member as soon as they have one."
        error={errorOf("email")}
      />
    </ActionForm>
  );
}

/** Removes a member whom this page added. */
export function RemoveMemberDialog({
  team,
  emails,
  removeMember,
}: {
  team: string;
  emails: readonly string[];
  removeMember: Action<MemberInput, unknown>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Remove member …
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`Remove a member of ${team}`} size="small">
        <RemoveMemberForm team={team} emails={emails} action={removeMember} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function RemoveMemberForm({ team, emails, action, onDone }: MemberFormProps & { emails: readonly string[] }) {
  const router = useRouter();
  const { submit, failure, errorOf } = useAction(
    action,
    (form) => ({ team, email: textOf(form, "email") }),
    () => {
      onDone();
      showToast({ title: "Member removed", tone: "safe" });
      router.refresh();
    },
  );
  return (
    <ActionForm
      submit={submit}
      failure={failure}
      label="Remove member"
      pendingLabel="Removing …"
      variant="danger"
    >
      <SelectField
        name="email"
        label="Member"
        options={emails.map((email) => ({ value: email, label: email }))}
        error={errorOf("email")}
      />
    </ActionForm>
  );
}
