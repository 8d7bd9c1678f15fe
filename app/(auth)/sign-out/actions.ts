"use server";

import { redirect } from "next/navigation";
import { defineFormAction } from "@/lib/server/action";
import { forgetSession } from "@/lib/server/session";
import { signOut } from "@/lib/services/people/sign-out";

export const signOutAction = defineFormAction({
  name: "sign-out",
  run: async (ctx) => {
    await signOut(ctx);
    await forgetSession();
    redirect("/sign-in");
  },
});
