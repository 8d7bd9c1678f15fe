import type { Metadata } from "next";
import { cookies } from "next/headers";
import { ChangePasswordForm } from "@/components/people/password-forms";
import { ProfileForm } from "@/components/people/person-forms";
import { PreferenceForm } from "@/components/people/preference-form";
import { readPreferences } from "@/components/shell/preferences";
import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { DialogButton } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValues } from "@/components/ui/key-values";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatBrowser } from "@/lib/format/browser";
import { openPage } from "@/lib/server/page";
import { getAccount, type OwnAccount } from "@/lib/services/people/get-account";
import { changePasswordAction, changeProfileAction, signOutEverywhereAction } from "./actions";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  return openPage({}, async ({ ctx, now }) => {
    const [account, jar] = await Promise.all([getAccount(ctx), cookies()]);
    const preferences = readPreferences((name) => jar.get(name)?.value);
    return (
      <>
        <PageHeader title="Your account" />
        <KeyValues
          items={[
            { label: "E-mail address", value: account.email },
            { label: "Admin", value: account.isAdmin ? "yes" : "no" },
            { label: "Roles", value: rolesText(account) },
          ]}
        />
        <Section title="Profile">
          <ProfileForm name={account.name} changeProfile={changeProfileAction} />
        </Section>
        <Section title="This browser">
          <PreferenceForm preferences={preferences} />
        </Section>
        <Section title="Password">
          {account.hasPassword ? (
            <ChangePasswordForm changePassword={changePasswordAction} />
          ) : (
            <p className="text-second">This is a demo person: they sign in without a password.</p>
          )}
        </Section>
        <Section title="Where you are signed in" aside={<SignOutEverywhere />}>
          <DataTable
            id="sessions"
            label="Your sessions"
            columns={COLUMNS}
            rows={account.sessions.map(toRow)}
            now={now}
            sorting="local"
            noun="session"
            plain
            empty={<EmptyState title="No session is open" />}
          />
        </Section>
      </>
    );
  });
}

const COLUMNS: readonly TableColumn[] = [
  { id: "browser", header: "Browser", kind: "text", sortable: true },
  { id: "address", header: "Address", kind: "mono", sortable: true, empty: "The address was not told" },
  { id: "created", header: "Signed in", kind: "time", sortable: true },
  { id: "expires", header: "Ends", kind: "time", sortable: true },
];

function toRow(session: OwnAccount["sessions"][number]): TableRow {
  return {
    id: session.id,
    cells: {
      browser: {
        text: formatBrowser(session.userAgent),
        tip: session.userAgent ?? undefined,
        detail: session.isCurrent ? "this one" : undefined,
      },
      address: session.ipAddress,
      created: session.createdAt.toISOString(),
      expires: session.expiresAt.toISOString(),
    },
  };
}

function rolesText({ roles, isAdmin }: OwnAccount): string {
  if (roles.length > 0) return roles.map(({ role, project }) => `${role} in ${project}`).join(", ");
  return isAdmin ? "an admin needs none" : "none yet; an admin can give you one";
}

function SignOutEverywhere() {
  return (
    <DialogButton label="Sign out everywhere …" title="Sign out everywhere" size="small" variant="danger">
      <form action={signOutEverywhereAction} className="flex flex-col items-start gap-4">
        <p className="text-second">
          Every session ends at once, this one too. API tokens go on working; revoke them on their own page.
        </p>
        <SubmitButton variant="danger" pendingLabel="Signing out …">
          Sign out everywhere
        </SubmitButton>
      </form>
    </DialogButton>
  );
}
