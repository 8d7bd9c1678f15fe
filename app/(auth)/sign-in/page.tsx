import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { DemoPeople } from "@/components/people/demo-people";
import { SignInForm } from "@/components/people/sign-in-form";
import { Section } from "@/components/ui/section";
import { safeNextPath } from "@/lib/core/access/next-path";
import { getContainer } from "@/lib/server/container";
import { getContext } from "@/lib/server/context";
import { type DemoPerson, listDemoPeople } from "@/lib/services/people/list-demo";
import { signInAction, signInDemoPersonAction } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

interface Props {
  searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: Props) {
  const next = safeNextPath((await searchParams).next);
  const ctx = await getContext();
  if (ctx.actor.rights.personId !== null) redirect(next);
  const { isDemo } = getContainer().env;
  const people = await listDemoPeople(ctx, { isDemoMode: isDemo });
  return (
    <>
      <h1 className="font-[620] text-title">Sign in</h1>
      {isDemo ? (
        <Section title="Demo mode">
          <p className="text-second">
            This Asof runs in demo mode: anybody who reaches this page signs in with one click.
          </p>
          {people.length > 0 ? (
            <DemoPeople people={people.map(demoItem)} next={next} signIn={signInDemoPersonAction} />
          ) : (
            <p className="text-second">The demo people are being made; reload this page in a moment.</p>
          )}
        </Section>
      ) : null}
      <Section title={isDemo ? "Or with a password" : "With your password"}>
        <SignInForm next={next} signIn={signInAction} />
        {ctx.mail === null ? (
          <p className="text-sm text-third">No account, or forgot the password? An admin gives you a link.</p>
        ) : (
          <p className="text-sm text-third">
            <Link href="/forgot-password" prefetch={false} className="quiet-link">
              Forgot password?
            </Link>{" "}
            No account? An admin invites you.
          </p>
        )}
      </Section>
    </>
  );
}

function demoItem({ id, name, isAdmin, roles }: DemoPerson) {
  const inProjects = roles.map(({ role, project }) => `${role} in ${project}`);
  return { id, name, role: [...(isAdmin ? ["admin"] : []), ...inProjects].join(", ") || "no role" };
}
