import "server-only";
import type { TeamMemberInput } from "@/lib/contracts/people";
import { AppError, notFound } from "@/lib/core/errors";
import { deleteMember, listOrigins } from "@/lib/store/team-views";
import { change, type ServiceContext } from "../context";
import { authorizeTeam } from "./authorize-team";

/** Removes a membership of origin `page`. CONFLICT for one that only a project's files can remove. */
export async function removeTeamMember(ctx: ServiceContext, input: TeamMemberInput): Promise<void> {
  const team = await authorizeTeam(ctx, input.team);
  const { email } = input;
  await change(ctx, async (tx) => {
    const member = { teamId: team.id, email, origin: { kind: "page" } } as const;
    if (!(await deleteMember(tx.db, member))) {
      const origins = await listOrigins(tx.db, team.id, email);
      if (origins.length === 0) throw notFound(`Member ${email}`);
      throw new AppError("CONFLICT", `${email} is declared in a project's files; remove the member there.`);
    }
    await tx.record({
      action: "team:remove_member",
      projectId: null,
      target: { kind: "team", id: team.id, name: team.name },
      details: { email },
    });
  });
}
