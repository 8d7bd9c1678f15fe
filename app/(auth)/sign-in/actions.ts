"use server";

import { SignInDemoPersonInput, SignInInput } from "@/lib/contracts/people";
import { safeNextPath } from "@/lib/core/access/next-path";
import { defineAction } from "@/lib/server/action";
import { getContainer } from "@/lib/server/container";
import { withNewSession } from "@/lib/server/session";
import { signIn } from "@/lib/services/people/sign-in";
import { signInDemoPerson } from "@/lib/services/people/sign-in-demo";

export const signInAction = defineAction({
  name: "sign-in",
  input: SignInInput,
  tries: ({ email }) => email,
  run: async (ctx, { next, ...input }) => {
    await withNewSession((browser) => signIn(ctx, { ...input, browser }));
    return { next: safeNextPath(next) };
  },
});

export const signInDemoPersonAction = defineAction({
  name: "sign-in-demo-person",
  input: SignInDemoPersonInput,
  run: async (ctx, { next, personId }) => {
    const isDemoMode = getContainer().env.isDemo;
    await withNewSession((browser) => signInDemoPerson(ctx, { personId, isDemoMode, browser }));
    return { next: safeNextPath(next) };
  },
});
