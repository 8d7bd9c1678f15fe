"use server";

import { TeamMemberInput } from "@/lib/contracts/people";
import { defineAction } from "@/lib/server/action";
import { addTeamMember } from "@/lib/services/teams/add-member";
import { removeTeamMember } from "@/lib/services/teams/remove-member";

export const addTeamMemberAction = defineAction({
  name: "add-team-member",
  input: TeamMemberInput,
  run: addTeamMember,
});

export const removeTeamMemberAction = defineAction({
  name: "remove-team-member",
  input: TeamMemberInput,
  run: removeTeamMember,
});
