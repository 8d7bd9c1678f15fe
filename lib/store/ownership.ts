import "server-only";
import type { Change } from "./change";

/** Objects that name no owner belong to the project's: brings those of a project up to its owner of now. */
export async function setInheritedOwners(
  { db }: Change,
  projectId: string,
  ownerTeamId: string | null,
): Promise<void> {
  await db.$executeRaw`UPDATE entity SET owner_team_id = ${ownerTeamId}::uuid WHERE project_id = ${projectId}::uuid
    AND definition ->> 'owner' IS NULL AND owner_team_id IS DISTINCT FROM ${ownerTeamId}::uuid`;
  await db.$executeRaw`UPDATE source SET owner_team_id = ${ownerTeamId}::uuid WHERE project_id = ${projectId}::uuid
    AND definition ->> 'owner' IS NULL AND owner_team_id IS DISTINCT FROM ${ownerTeamId}::uuid`;
  await db.$executeRaw`UPDATE feature_group SET owner_team_id = ${ownerTeamId}::uuid WHERE project_id = ${projectId}::uuid
    AND definition ->> 'owner' IS NULL AND owner_team_id IS DISTINCT FROM ${ownerTeamId}::uuid`;
  await db.$executeRaw`UPDATE feature_service SET owner_team_id = ${ownerTeamId}::uuid WHERE project_id = ${projectId}::uuid
    AND definition ->> 'owner' IS NULL AND owner_team_id IS DISTINCT FROM ${ownerTeamId}::uuid`;
}
