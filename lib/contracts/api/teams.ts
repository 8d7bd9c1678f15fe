import { z } from "zod";
import { CATALOG_KINDS } from "@/lib/core/search/query";
import { operation } from "./operation";
import { ObjectPath, ProjectPath } from "./paths";
import { AtQuery, Instant, pageOf } from "./values";

export const TeamItem = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    member_count: z.int().min(0),
    owned_count: z.int().min(0).describe("What it owns in the projects that you see, features left out."),
    created_at: Instant,
  })
  .meta({ id: "Team" });

export const TeamDetailItem = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    members: z.array(
      z.object({
        email: z.string(),
        person: z.object({ id: z.uuid(), name: z.string(), disabled: z.boolean() }).nullable(),
        by_page: z.boolean().describe("Somebody put the member here on the team's page."),
        by_files_of: z
          .array(z.string().nullable())
          .describe("Projects whose files name the member; null: one that you do not see."),
      }),
    ),
    owned: z.array(
      z.object({
        id: z.uuid(),
        project: z.string(),
        kind: z.enum(CATALOG_KINDS),
        qualified: z.string(),
        description: z.string().nullable(),
        lifecycle: z.string().nullable(),
        updated_at: Instant,
      }),
    ),
    owned_is_complete: z.boolean(),
    created_at: Instant,
  })
  .meta({ id: "TeamDetail" });

export const listTeamsOperation = operation({
  id: "listTeams",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/teams",
  summary: "The teams of the installation, by name",
  params: ProjectPath,
  query: AtQuery,
  response: pageOf("TeamPage", TeamItem),
});

export const getTeamOperation = operation({
  id: "getTeam",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/teams/{name}",
  summary: "One team, its members and what it owns",
  params: ObjectPath,
  query: AtQuery,
  response: TeamDetailItem,
  isResource: true,
});
