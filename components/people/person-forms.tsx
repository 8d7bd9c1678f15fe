"use client";

import { useRouter } from "next/navigation";
import { SelectField, TextField } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import { ROLES, type Role } from "@/lib/core/access/policy";
import { ActionForm } from "./action-form";
import { ROLE_OPTIONS } from "./role-options";
import { type Action, textOf, useAction } from "./use-action";

/** Changes one's own name. */
export function ProfileForm({
  name,
  changeProfile,
}: {
  name: string;
  changeProfile: Action<{ name: string }, unknown>;
}) {
  const router = useRouter();
  const { submit, failure, errorOf } = useAction(
    changeProfile,
    (form) => ({ name: textOf(form, "name") }),
    () => {
      showToast({ title: "Name changed", tone: "safe" });
      router.refresh();
    },
  );
  return (
    <ActionForm submit={submit} failure={failure} label="Save" pendingLabel="Saving …" guard>
      <TextField name="name" label="Name" defaultValue={name} autoComplete="name" error={errorOf("name")} />
    </ActionForm>
  );
}

/** Gives somebody a role in one project, or takes it away. */
export function RoleForm({
  personId,
  project,
  role,
  setRole,
}: {
  personId: string;
  project: string;
  role: Role | null;
  setRole: Action<{ personId: string; project: string; role: Role | null }, unknown>;
}) {
  const router = useRouter();
  const { submit, failure, errorOf } = useAction(
    setRole,
    (form) => ({
      personId,
      project,
      role: ROLES.find((known) => known === textOf(form, `role-${project}`)) ?? null,
    }),
    () => {
      showToast({ title: `Role in ${project} saved`, tone: "safe" });
      router.refresh();
    },
  );
  return (
    <ActionForm
      submit={submit}
      failure={failure}
      label={
        <>
          Save role<span className="sr-only"> in {project}</span>
        </>
      }
      pendingLabel="Saving …"
    >
      <SelectField
        name={`role-${project}`}
        label={`Role in ${project}`}
        options={ROLE_OPTIONS}
        defaultValue={role ?? ""}
        error={errorOf("role")}
      />
    </ActionForm>
  );
}
