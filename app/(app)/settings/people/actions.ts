"use server";

import { InvitePersonInput, PersonInput, SetAdminInput, SetRoleInput } from "@/lib/contracts/people";
import { defineAction } from "@/lib/server/action";
import { shownLink } from "@/lib/server/shown-link";
import { createResetLink } from "@/lib/services/people/create-reset-link";
import { disablePerson } from "@/lib/services/people/disable";
import { enablePerson } from "@/lib/services/people/enable";
import { invitePerson } from "@/lib/services/people/invite";
import { renewInvitation } from "@/lib/services/people/renew-invitation";
import { setAdmin } from "@/lib/services/people/set-admin";
import { setRole } from "@/lib/services/people/set-role";

export const invitePersonAction = defineAction({
  name: "invite-person",
  input: InvitePersonInput,
  run: async (ctx, input) => shownLink(await invitePerson(ctx, input)),
});

export const renewInvitationAction = defineAction({
  name: "renew-invitation",
  input: PersonInput,
  run: async (ctx, input) => shownLink(await renewInvitation(ctx, input)),
});

export const createResetLinkAction = defineAction({
  name: "create-reset-link",
  input: PersonInput,
  run: async (ctx, input) => shownLink(await createResetLink(ctx, input)),
});

export const disablePersonAction = defineAction({
  name: "disable-person",
  input: PersonInput,
  run: disablePerson,
});
export const enablePersonAction = defineAction({
  name: "enable-person",
  input: PersonInput,
  run: enablePerson,
});
export const setAdminAction = defineAction({ name: "set-admin", input: SetAdminInput, run: setAdmin });
export const setRoleAction = defineAction({ name: "set-role", input: SetRoleInput, run: setRole });
