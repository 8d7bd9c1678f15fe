"use client";

import { TextField } from "@/components/ui/input";
import { ActionForm } from "./action-form";
import { type Action, textOf, useAction } from "./use-action";

interface SignInInput {
  email: string;
  password: string;
  next?: string;
}

/** E-mail address and password. Afterwards the page is loaded anew, as the person who signed in. */
export function SignInForm({
  next,
  signIn,
}: {
  next: string;
  signIn: Action<SignInInput, { next: string }>;
}) {
  const { submit, failure, errorOf } = useAction(
    signIn,
    (form) => ({ email: textOf(form, "email"), password: textOf(form, "password"), next }),
    (value) => window.location.assign(value.next),
  );
  return (
    <ActionForm submit={submit} failure={failure} label="Sign in" pendingLabel="Signing in …">
      <TextField
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="username"
        spellCheck={false}
        error={errorOf("email")}
      />
      <TextField
        name="password"
        label="Password"
        type="password"
        autoComplete="current-password"
        error={errorOf("password")}
      />
    </ActionForm>
  );
}
