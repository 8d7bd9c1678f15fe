import "server-only";
import type { Db } from "./client";

/** A feature service that reads a group, with the consumers that read through it. */
export interface GroupReader {
  project: { id: string; name: string };
  service: string;
  owner: string | null;
  lifecycle: string;
  pins: {
    /** `null` follows the latest version. */
    version: number | null;
    alias: string | null;
    /** Empty = all features of the group. */
    features: string[];
  }[];
  consumers: { name: string; type: string; uses: string }[];
}

/** Who reads a group, of whatever project, by the name of the service. */
export async function listGroupReaders(db: Db, groupId: string): Promise<GroupReader[]> {
  const pins = await db.servicePin.findMany({
    where: { groupId },
    orderBy: [{ serviceId: "asc" }, { position: "asc" }],
    select: { serviceId: true, version: true, alias: true, featureNames: true },
  });
  const services = await db.featureService.findMany({
    where: { id: { in: [...new Set(pins.map((pin) => pin.serviceId))] } },
    orderBy: { name: "asc" },
    include: { consumers: { orderBy: { name: "asc" } }, project: { select: { id: true, name: true } } },
  });
  const teams = await db.team.findMany({
    where: { id: { in: services.flatMap((service) => service.ownerTeamId ?? []) } },
    select: { id: true, name: true },
  });
  const teamNames = new Map(teams.map((team) => [team.id, team.name]));
  return services.map((service) => ({
    project: service.project,
    service: service.name,
    owner: service.ownerTeamId === null ? null : (teamNames.get(service.ownerTeamId) ?? null),
    lifecycle: service.lifecycle,
    pins: pins
      .filter((pin) => pin.serviceId === service.id)
      .map(({ version, alias, featureNames }) => ({ version, alias, features: featureNames })),
    consumers: service.consumers.map(({ name, type, definition }) => ({
      name,
      type,
      uses: String((definition as { uses?: unknown }).uses ?? ""),
    })),
  }));
}
