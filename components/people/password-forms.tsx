"use client";

import { TextField } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import { PASSWORD_LENGTH_MIN } from "@/lib/core/access/person";
import { ActionForm } from "./action-form";
import { type Action, textOf, useAction } from "./use-action";

const HINT = `At least ${PASSWORD_LENGTH_MIN} characters. A few unrelated words make a good one.`;

/** Makes the first admin. */
export function SetUpForm({
  token,
  setUp,
}: {
  token: string;
  setUp: Action<{ token: string; name: string; email: string; password: string }, { next: string }>;
}) {
  const { submit, failure, errorOf } = useAction(
    setUp,
    (form) => ({
      token,
      name: textOf(form, "name"),
      email: textOf(form, "email"),
      password: textOf(form, "password"),
    }),
    (value) => window.location.assign(value.next),
  );
  return (
    <ActionForm submit={submit} failure={failure} label="Create the admin" pendingLabel="Creating …">
      <TextField name="name" label="Your name" autoComplete="name" error={errorOf("name")} />
      <TextField
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="username"
        spellCheck={false}
        error={errorOf("email")}
      />
      <NewPasswordField name="password" label="Password" error={errorOf("password")} />
    </ActionForm>
  );
}

/** Sets a password by a link: the first one, or a new one. */
export function SetPasswordForm({
  token,
  email,
  label,
  setPassword,
}: {
  token: string;
  /** Whose password: password managers keep the two together. */
  email: string;
  label: string;
  setPassword: Action<{ token: string; password: string }, { next: string }>;
}) {
  const { submit, failure, errorOf } = useAction(
    setPassword,
    (form) => ({ token, password: textOf(form, "password") }),
    (value) => window.location.assign(value.next),
  );
  return (
    <ActionForm submit={submit} failure={failure} label={label} pendingLabel="Setting …">
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField name="password" label="New password" error={errorOf("password")} />
    </ActionForm>
  );
}

/** Changes one's own password. */
export function ChangePasswordForm({
  changePassword,
}: {
  changePassword: Action<{ currentPassword: string; newPassword: string }, { endedCount: number }>;
}) {
  const { submit, failure, errorOf } = useAction(
    changePassword,
    (form) => ({
      currentPassword: textOf(form, "currentPassword"),
      newPassword: textOf(form, "newPassword"),
    }),
    () => showToast({ title: "Password changed", detail: "Your other sessions have ended.", tone: "safe" }),
  );
  return (
    <ActionForm clears submit={submit} failure={failure} label="Change password" pendingLabel="Changing …">
      <TextField
        name="currentPassword"
        label="Current password"
        type="password"
        autoComplete="current-password"
        error={errorOf("currentPassword")}
      />
      <NewPasswordField name="newPassword" label="New password" error={errorOf("newPassword")} />
    </ActionForm>
  );
}

function NewPasswordField({ name, label, error }: { name: string; label: string; error?: string }) {
  return (
    <TextField
      name={name}
      label={label}
      type="password"
      autoComplete="new-password"
      hint={HINT}
      error={error}
    />
  );
}
