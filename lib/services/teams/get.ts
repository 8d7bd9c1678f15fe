import "server-only";
import { can } from "@/lib/core/access/policy";
import { notFound } from "@/lib/core/errors";
import { listProjects } from "@/lib/store/projects";
import { findTeam, listMembers, listOwned, type OwnedEntry, type TeamRow } from "@/lib/store/team-views";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { visibleProjectIds } from "../visible-projects";

const OWNED_MAX = 1000;

export interface TeamMember {
  email: string;
  person: { id: string; name: string; disabled: boolean } | null;
  /** Somebody put the member here on the team's page. */
  byPage: boolean;
  /** The projects whose files name the member. A name of null: a project that the reader does not see. */
  byFilesOf: (string | null)[];
}

export interface TeamPage {
  team: TeamRow;
  members: TeamMember[];
  /** In the projects that the reader sees. */
  owned: OwnedEntry[];
  ownedIsComplete: boolean;
  /** Whether the reader may add and remove members, here and now. */
  canChange: boolean;
}

export async function getTeam(ctx: ServiceContext, input: { team: string }): Promise<TeamPage> {
  authorize(ctx, "team:read");
  const visible = visibleProjectIds(ctx);
  return await read(ctx, async (db) => {
    const team = await findTeam(db, input.team);
    if (!team) throw notFound(`Team ${input.team}`);
    const [rows, owned, projects] = await Promise.all([
      listMembers(db, team.id),
      listOwned(db, team.name, visible, OWNED_MAX + 1),
      listProjects(db, visible),
    ]);
    const names = new Map(projects.map((project) => [project.id, project.name]));
    const members = rows.map(({ email, person, origins }) => ({
      email,
      person,
      byPage: origins.some((origin) => origin.kind === "page"),
      byFilesOf: origins.flatMap((origin) =>
        origin.kind === "file" ? [names.get(origin.projectId) ?? null] : [],
      ),
    }));
    const canChange = ctx.at === null && can(ctx.actor.rights, "team:change", { teamId: team.id }).allowed;
    return {
      team,
      members,
      owned: owned.slice(0, OWNED_MAX),
      ownedIsComplete: owned.length <= OWNED_MAX,
      canChange,
    };
  });
}
