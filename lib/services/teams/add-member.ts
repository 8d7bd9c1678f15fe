import "server-only";
import type { TeamMemberInput } from "@/lib/contracts/people";
import { AppError } from "@/lib/core/errors";
import { insertMember, listOrigins } from "@/lib/store/team-views";
import { change, type ServiceContext } from "../context";
import { authorizeTeam } from "./authorize-team";

/** Adds a membership of origin `page`, beside those that files declare. */
export async function addTeamMember(ctx: ServiceContext, input: TeamMemberInput): Promise<void> {
  const team = await authorizeTeam(ctx, input.team);
  const { email } = input;
  await change(ctx, async (tx) => {
    const origins = await listOrigins(tx.db, team.id, email);
    if (origins.some((origin) => origin.kind === "page")) {
      throw new AppError("CONFLICT", `${email} is a member already.`);
    }
    await insertMember(tx.db, { id: tx.newId(), teamId: team.id, email, origin: { kind: "page" } });
    await tx.record({
      action: "team:add_member",
      projectId: null,
      target: { kind: "team", id: team.id, name: team.name },
      details: { email },
    });
  });
}
