import "server-only";
import type { z } from "zod";
import type { TeamDetailItem, TeamItem } from "@/lib/contracts/api/teams";
import type { CreatedTokenItem, TokenItem } from "@/lib/contracts/api/tokens";
import type { CatalogKind } from "@/lib/core/search/query";
import type { TeamPage } from "@/lib/services/teams/get";
import type { CreatedToken } from "@/lib/services/tokens/create";
import type { ListedToken } from "@/lib/services/tokens/list";
import type { TeamSummary } from "@/lib/store/team-views";
import { instantOrNull, instantText } from "./instant";

export function teamWire(team: TeamSummary): z.input<typeof TeamItem> {
  return {
    id: team.id,
    name: team.name,
    description: team.description,
    member_count: team.memberCount,
    owned_count: team.ownedCount,
    created_at: instantText(team.createdAt),
  };
}

export function teamDetailWire({
  team,
  members,
  owned,
  ownedIsComplete,
}: TeamPage): z.input<typeof TeamDetailItem> {
  return {
    id: team.id,
    name: team.name,
    description: team.description,
    members: members.map(({ email, person, byPage, byFilesOf }) => ({
      email,
      person: person && { id: person.id, name: person.name, disabled: person.disabled },
      by_page: byPage,
      by_files_of: byFilesOf,
    })),
    owned: owned.map((entry) => ({
      id: entry.id,
      project: entry.project,
      // Safe: the catalog holds these kinds only.
      kind: entry.kind as CatalogKind,
      qualified: entry.qualified,
      description: entry.description,
      lifecycle: entry.lifecycle,
      updated_at: instantText(entry.updatedAt),
    })),
    owned_is_complete: ownedIsComplete,
    created_at: instantText(team.createdAt),
  };
}

export function tokenWire(token: ListedToken): z.input<typeof TokenItem> {
  return {
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    scopes: token.scopes,
    project: token.project,
    status: token.status,
    created_at: instantText(token.createdAt),
    expires_at: instantText(token.expiresAt),
    revoked_at: instantOrNull(token.revokedAt),
    last_used_at: instantOrNull(token.lastUsedAt),
  };
}

export function createdTokenWire(created: CreatedToken): z.input<typeof CreatedTokenItem> {
  return {
    id: created.id,
    token: created.token,
    prefix: created.prefix,
    expires_at: instantText(created.expiresAt),
  };
}
