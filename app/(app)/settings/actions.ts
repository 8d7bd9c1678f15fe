"use server";

import { redirect } from "next/navigation";
import { ChangePasswordInput, ChangeProfileInput } from "@/lib/contracts/people";
import { defineAction, defineFormAction } from "@/lib/server/action";
import { forgetSession } from "@/lib/server/session";
import { changePassword } from "@/lib/services/people/change-password";
import { changeProfile } from "@/lib/services/people/change-profile";
import { signOutEverywhere } from "@/lib/services/people/sign-out-everywhere";

export const changeProfileAction = defineAction({
  name: "change-profile",
  input: ChangeProfileInput,
  run: changeProfile,
});

export const changePasswordAction = defineAction({
  name: "change-password",
  input: ChangePasswordInput,
  tries: (_, ctx) => ctx.actor.id ?? "nobody",
  run: changePassword,
});

export const signOutEverywhereAction = defineFormAction({
  name: "sign-out-everywhere",
  run: async (ctx) => {
    await signOutEverywhere(ctx);
    await forgetSession();
    redirect("/sign-in");
  },
});
