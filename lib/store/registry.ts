import "server-only";
import type {
  EntityDefinition,
  FeatureGroupDefinition,
  FeatureServiceDefinition,
  Lifecycle,
  ProjectDefinition,
  SourceDefinition,
  TeamDefinition,
} from "@/lib/core/model/definitions";
import type { Db } from "./client";

/** An object as registered: its document, who decides for it, and the id that stays the same through renames. */
export interface Registered<Document> {
  id: string;
  document: Document;
  ownerTeamId: string | null;
  retired: boolean;
}

export interface RegisteredFeature {
  id: string;
  name: string;
  type: string;
}

export interface RegisteredGroup extends Registered<FeatureGroupDefinition> {
  lifecycle: Lifecycle;
  latestVersion: number;
  /** Features of the latest version, in order. */
  features: RegisteredFeature[];
}

/** Everything registered in one project, and the teams of the installation. */
export interface Registry {
  project: Registered<ProjectDefinition> | null;
  teams: { id: string; document: TeamDefinition }[];
  entities: Registered<EntityDefinition>[];
  sources: Registered<SourceDefinition>[];
  groups: RegisteredGroup[];
  services: Registered<FeatureServiceDefinition>[];
}

/** Loads a project's registered documents; of an unknown project only the teams. Sorted by name. */
export async function loadRegistry(db: Db, projectName: string): Promise<Registry> {
  const project = await db.project.findUnique({ where: { name: projectName } });
  const teams = await loadTeams(db, project?.id ?? null);
  const empty: Registry = { project: null, teams, entities: [], sources: [], groups: [], services: [] };
  if (!project) return empty;
  const where = { projectId: project.id };
  const orderBy = { name: "asc" } as const;
  const [entities, sources, groups, services] = await Promise.all([
    db.entity.findMany({ where, orderBy }),
    db.source.findMany({ where, orderBy }),
    db.featureGroup.findMany({ where, orderBy }),
    db.featureService.findMany({ where, orderBy }),
  ]);
  const features = await loadLatestFeatures(db, project.id);
  return {
    project: {
      id: project.id,
      ownerTeamId: project.ownerTeamId,
      retired: false,
      document: projectDocument(project, teams),
    },
    teams,
    entities: entities.map((row) => registered<EntityDefinition>(row, row.retiredAt !== null)),
    sources: sources.map((row) => registered<SourceDefinition>(row, row.retiredAt !== null)),
    groups: groups.map((row) => ({
      ...registered<FeatureGroupDefinition>(row, row.lifecycle === "retired"),
      lifecycle: row.lifecycle as Lifecycle,
      latestVersion: row.latestVersion,
      features: features.get(row.id) ?? [],
    })),
    services: services.map((row) => registered<FeatureServiceDefinition>(row, row.lifecycle === "retired")),
  };
}

function registered<Document>(
  row: { id: string; ownerTeamId: string | null; definition: unknown },
  retired: boolean,
): Registered<Document> {
  return { id: row.id, ownerTeamId: row.ownerTeamId, retired, document: row.definition as Document };
}

function projectDocument(
  row: { name: string; description: string | null; ownerTeamId: string | null; compatibility: string | null },
  teams: Registry["teams"],
): ProjectDefinition {
  return {
    kind: "project",
    name: row.name,
    description: row.description,
    owner: teams.find((team) => team.id === row.ownerTeamId)?.document.name ?? null,
    compatibility: row.compatibility as ProjectDefinition["compatibility"],
  };
}

/** Teams as documents; members are those that this project's files put there. */
async function loadTeams(db: Db, projectId: string | null): Promise<Registry["teams"]> {
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

async function loadLatestFeatures(db: Db, projectId: string): Promise<Map<string, RegisteredFeature[]>> {
  const rows = await db.$queryRaw<(RegisteredFeature & { group_id: string })[]>`
    SELECT g.id AS group_id, f.feature_id AS id, f.name, f.type
    FROM feature_group g
    JOIN feature_group_version v ON v.group_id = g.id AND v.number = g.latest_version
    JOIN version_feature f ON f.version_id = v.id
    WHERE g.project_id = ${projectId}::uuid ORDER BY g.id, f.position`;
  const byGroup = new Map<string, RegisteredFeature[]>();
  for (const { group_id, ...feature } of rows) {
    const list = byGroup.get(group_id) ?? [];
    list.push(feature);
    byGroup.set(group_id, list);
  }
  return byGroup;
}
