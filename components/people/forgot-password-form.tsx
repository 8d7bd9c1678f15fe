"use client";

import { TextField } from "@/components/ui/input";
import { LinkButton } from "@/components/ui/link-button";
import { LINK_HOURS } from "@/lib/core/access/person";
import { ActionForm } from "./action-form";
import { type Action, textOf, useAction } from "./use-action";

/** Asks for a reset link by mail. What it says afterwards is the same whether or not anybody has the address. */
export function ForgotPasswordForm({
  requestReset,
}: {
  requestReset: Action<{ email: string }, { email: string }>;
}) {
  const { submit, failure, errorOf, value } = useAction(requestReset, (form) => ({
    email: textOf(form, "email"),
  }));
  if (value) return <Answer email={value.email} />;
  return (
    <>
      <p className="text-second">We send a link that sets a new one.</p>
      <ActionForm submit={submit} failure={failure} label="Send the link" pendingLabel="Sending …">
        <TextField
          name="email"
          label="E-mail address"
          type="email"
          autoComplete="username"
          spellCheck={false}
          error={errorOf("email")}
        />
      </ActionForm>
    </>
  );
}

function Answer({ email }: { email: string }) {
  return (
    <>
      <div className="flex flex-col gap-3" role="status">
        <p>
          If somebody with a password has <strong className="font-semibold">{email}</strong>, a mail with a
          link is on its way. It works once, for {LINK_HOURS.password_reset} hours.
        </p>
        <p className="text-second">
          Nothing there in a few minutes? Look among the spam, then ask again after a quarter of an hour, or
          ask an admin. Invited, and no password yet? An admin renews the invitation.
        </p>
      </div>
      <div>
        <LinkButton href="/sign-in">Sign in</LinkButton>
      </div>
    </>
  );
}
