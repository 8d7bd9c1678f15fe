import type { Metadata } from "next";
import { SetPasswordForm } from "@/components/people/password-forms";
import { LinkGone } from "../link-gone";
import { openPageLink } from "../open-page-link";
import { resetPasswordAction } from "./actions";

export const metadata: Metadata = { title: "New password" };

interface Props {
  searchParams: Promise<{ token?: string | string[] }>;
}

export default async function ResetPage({ searchParams }: Props) {
  const link = await openPageLink("password_reset", (await searchParams).token);
  if (!link?.person) return <LinkGone />;
  const { name, email } = link.person;
  return (
    <>
      <h1 className="font-[620] text-title">A new password for {name}</h1>
      <p className="text-second">
        It replaces the old one of <strong className="font-semibold text-ink">{email}</strong> and ends every
        session. Afterwards you are signed in here.
      </p>
      <SetPasswordForm
        token={link.token}
        email={email}
        label="Set password and sign in"
        setPassword={resetPasswordAction}
      />
    </>
  );
}
