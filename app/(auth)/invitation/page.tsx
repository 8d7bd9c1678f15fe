import type { Metadata } from "next";
import { SetPasswordForm } from "@/components/people/password-forms";
import { LinkGone } from "../link-gone";
import { openPageLink } from "../open-page-link";
import { acceptInvitationAction } from "./actions";

export const metadata: Metadata = { title: "Invitation" };

interface Props {
  searchParams: Promise<{ token?: string | string[] }>;
}

export default async function InvitationPage({ searchParams }: Props) {
  const link = await openPageLink("invitation", (await searchParams).token);
  if (!link?.person) return <LinkGone />;
  const { name, email } = link.person;
  return (
    <>
      <h1 className="font-[620] text-title">Welcome, {name}</h1>
      <p className="text-second">
        Choose a password for <strong className="font-semibold text-ink">{email}</strong>. Afterwards you are
        signed in.
      </p>
      <SetPasswordForm
        token={link.token}
        email={email}
        label="Set password and sign in"
        setPassword={acceptInvitationAction}
      />
    </>
  );
}
