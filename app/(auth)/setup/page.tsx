import type { Metadata } from "next";
import { SetUpForm } from "@/components/people/password-forms";
import { LinkGone } from "../link-gone";
import { openPageLink } from "../open-page-link";
import { setUpAction } from "./actions";

export const metadata: Metadata = { title: "Set up" };

interface Props {
  searchParams: Promise<{ token?: string | string[] }>;
}

export default async function SetUpPage({ searchParams }: Props) {
  const link = await openPageLink("setup", (await searchParams).token);
  if (!link) return <LinkGone>While there is no admin, each start of Asof prints a new one.</LinkGone>;
  return (
    <>
      <h1 className="font-[620] text-title">Create the first admin</h1>
      <p className="text-second">
        The admin invites people and gives them roles. This link works once; afterwards you are signed in.
      </p>
      <SetUpForm token={link.token} setUp={setUpAction} />
    </>
  );
}
