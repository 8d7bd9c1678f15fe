import "server-only";
import type {
  ForeignGroup,
  Registered,
  RegisteredGroup,
  RegisteredVersion,
} from "@/lib/core/definitions/registered";
import { objectKey } from "@/lib/core/definitions/set";
import type { Definition, Lifecycle, ProjectDefinition, TeamDefinition } from "@/lib/core/model/definitions";
import type { Db } from "./client";

/** What the registry holds of one project: the documents as core compares them, and what rows stand behind them. */
export interface Registry {
  projectId: string | null;
  registered: Registered;
  /** Ids and owners by `objectKey`; teams included. */
  objects: ReadonlyMap<string, { id: string; ownerTeamId: string | null }>;
  teamIds: ReadonlyMap<string, string>;
  /** Group ids by name; groups of other projects as `project/group`. */
  groupIds: ReadonlyMap<string, string>;
}

/** Loads everything registered in a project; of an unknown project only the teams of the installation. */
export async function loadRegistry(
  db: Db,
  projectName: string,
  foreignGroups: readonly string[] = [],
): Promise<Registry> {
  const project = await db.project.findUnique({ where: { name: projectName } });
  const where = { projectId: project?.id ?? NO_PROJECT };
  const orderBy = { name: "asc" } as const;
  const [teams, entities, sources, groups, services, foreign] = await Promise.all([
    loadTeams(db, project?.id ?? null),
    db.entity.findMany({ where, orderBy }),
    db.source.findMany({ where, orderBy }),
    db.featureGroup.findMany({ where, orderBy }),
    db.featureService.findMany({ where, orderBy }),
    loadForeignGroups(db, foreignGroups),
  ]);
  const rows = [...entities, ...sources, ...groups, ...services];
  const documents: Definition[] = rows.map(documentOf);
  const teamNames = new Map(teams.map(({ id, document }) => [id, document.name]));
  if (project) documents.unshift(projectDocument(project, teamNames));
  documents.push(...teams.map((team) => team.document));
  const details = await loadGroupDetails(
    db,
    groups.map((group) => group.id),
  );
  const retired = [
    ...[...entities, ...sources].filter((row) => row.retiredAt !== null),
    ...[...groups, ...services].filter((row) => row.lifecycle === "retired"),
  ];
  return {
    projectId: project?.id ?? null,
    registered: {
      documents,
      retired: new Set(retired.map((row) => objectKey(documentOf(row)))),
      groups: new Map(groups.map((group) => [group.name, registeredGroup(group, details)])),
      services: new Map(services.map((service) => [service.name, service.lifecycle as Lifecycle])),
      foreignGroups: new Map(foreign.map(({ name, group }) => [name, group])),
    },
    objects: new Map([
      ...rows.map(
        (row) => [objectKey(documentOf(row)), { id: row.id, ownerTeamId: row.ownerTeamId }] as const,
      ),
      ...teams.map(({ id, document }) => [objectKey(document), { id, ownerTeamId: id }] as const),
      ...(project ? [[objectKey({ kind: "project", name: project.name }), project] as const] : []),
    ]),
    teamIds: new Map(teams.map(({ id, document }) => [document.name, id])),
    groupIds: new Map([
      ...groups.map((group) => [group.name, group.id] as const),
      ...foreign.map(({ name, id }) => [name, id] as const),
    ]),
  };
}

const NO_PROJECT = "00000000-0000-0000-0000-000000000000";

/** Stored documents were parsed before they were written. */
function documentOf(row: { definition: unknown }): Definition {
  return row.definition as Definition;
}

function projectDocument(
  row: { name: string; description: string | null; ownerTeamId: string | null; compatibility: string | null },
  teamNames: ReadonlyMap<string, string>,
): ProjectDefinition {
  return {
    kind: "project",
    name: row.name,
    description: row.description,
    owner: row.ownerTeamId === null ? null : (teamNames.get(row.ownerTeamId) ?? null),
    compatibility: row.compatibility as ProjectDefinition["compatibility"],
  };
}

/** Teams as documents; members are those that this project's files put there. */
async function loadTeams(
  db: Db,
  projectId: string | null,
): Promise<{ id: string; document: TeamDefinition }[]> {
  const rows = await db.team.findMany({
    orderBy: { name: "asc" },
    include: { members: { where: { origin: fileOrigin(projectId ?? "") }, orderBy: { email: "asc" } } },
  });
  return rows.map((row) => ({
    id: row.id,
    document: {
      kind: "team",
      name: row.name,
      description: row.description,
      members: row.members.length === 0 ? null : row.members.map((member) => member.email),
    },
  }));
}

/** The origin of memberships that a project's files declare. */
export function fileOrigin(projectId: string): string {
  return `file:${projectId}`;
}

interface GroupDetails {
  versions: Map<string, RegisteredVersion[]>;
  latest: Map<string, { id: string; name: string }[]>;
  dropped: Map<string, string[]>;
}

async function loadGroupDetails(db: Db, groupIds: readonly string[]): Promise<GroupDetails> {
  const [rows, dropped] = await Promise.all([
    db.$queryRaw<
      { group_id: string; number: number; is_latest: boolean; id: string; name: string; aliases: unknown }[]
    >`
      SELECT v.group_id, v.number, v.number = g.latest_version AS is_latest, f.feature_id AS id, f.name,
        f.details -> 'aliases' AS aliases
      FROM feature_group_version v JOIN feature_group g ON g.id = v.group_id JOIN version_feature f ON f.version_id = v.id
      WHERE g.id = ANY (${[...groupIds]}::uuid[]) ORDER BY v.group_id, v.number, f.position`,
    db.feature.findMany({
      where: { groupId: { in: [...groupIds] }, droppedVersion: { not: null } },
      select: { groupId: true, name: true },
    }),
  ]);
  const details: GroupDetails = { versions: new Map(), latest: new Map(), dropped: new Map() };
  for (const { group_id, number, is_latest, id, name, aliases } of rows) {
    const versions = listIn(details.versions, group_id);
    const names = [name, ...(Array.isArray(aliases) ? aliases.map(String) : [])];
    const last = versions.at(-1);
    if (last?.number === number) versions.splice(-1, 1, { number, features: [...last.features, ...names] });
    else versions.push({ number, features: names });
    if (is_latest) listIn(details.latest, group_id).push({ id, name });
  }
  for (const { groupId, name } of dropped) listIn(details.dropped, groupId).push(name);
  return details;
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function registeredGroup(
  row: { id: string; latestVersion: number; lifecycle: string },
  details: GroupDetails,
): RegisteredGroup {
  return {
    latest: row.latestVersion,
    lifecycle: row.lifecycle as Lifecycle,
    versions: details.versions.get(row.id) ?? [],
    features: details.latest.get(row.id) ?? [],
    droppedNames: details.dropped.get(row.id) ?? [],
  };
}

/** Groups of other projects by `project/group`; unknown ones are left out. */
async function loadForeignGroups(
  db: Db,
  names: readonly string[],
): Promise<{ name: string; id: string; group: ForeignGroup }[]> {
  if (names.length === 0) return [];
  const pairs = names.map((name) => name.split("/"));
  const rows = await db.featureGroup.findMany({
    where: { OR: pairs.map(([project, group]) => ({ name: group ?? "", project: { name: project ?? "" } })) },
    include: {
      project: { select: { name: true } },
      entity: { include: { joinKeys: { orderBy: { position: "asc" } } } },
    },
  });
  const details = await loadGroupDetails(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    name: `${row.project.name}/${row.name}`,
    id: row.id,
    group: {
      latest: row.latestVersion,
      versions: details.versions.get(row.id) ?? [],
      joinKeys: row.entity.joinKeys.map((key) => key.name),
    },
  }));
}
