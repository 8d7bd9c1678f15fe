import { Time } from "@/components/ui/time";
import type { ManagedPerson } from "@/lib/services/people/get-managed";

const MAILS = { invitation: "Invitation", password_reset: "Password reset" } as const;

/** How the last mail to a person stands, for the admin who made its link. */
export function MailState({ mail, now }: { mail: NonNullable<ManagedPerson["mail"]>; now: string }) {
  const { type, deliveredAt, givenUpAt, createdAt, attempts, lastError } = mail;
  const tries = attempts === 1 ? "1 try" : `${attempts} tries`;
  if (deliveredAt !== null) {
    return (
      <>
        {MAILS[type]}, handed to the mail server <Time at={deliveredAt.toISOString()} now={now} />
      </>
    );
  }
  if (givenUpAt !== null) {
    return (
      <>
        {MAILS[type]}, <strong className="font-semibold text-breaking">not delivered</strong>: given up after{" "}
        {tries} <Time at={givenUpAt.toISOString()} now={now} />. {lastError}
      </>
    );
  }
  return (
    <>
      {MAILS[type]}, queued <Time at={createdAt.toISOString()} now={now} />
      {lastError === null ? null : `; ${tries} failed: ${lastError}`}
    </>
  );
}
