import "server-only";
import { notFound } from "@/lib/core/errors";
import { listGroupHeads, listTeamNames } from "@/lib/store/names";
import { findService } from "@/lib/store/object-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** A feature service with its pins, what each resolves to now, and its consumers. */
export async function getFeatureService(ctx: ServiceContext, input: { project: string; service: string }) {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const service = await findService(db, project.id, input.service);
    if (!service) throw notFound(`Feature service ${input.service}`);
    const names = [...new Set(service.document.features.map((pin) => pin.group))];
    const [groups, teams] = await Promise.all([listGroupHeads(db, project.id, names), listTeamNames(db)]);
    const { consumers, ...rest } = service;
    return {
      ...rest,
      pins: service.document.features.map((pin) => {
        const group = groups.get(pin.group);
        return {
          ...pin,
          latestVersion: group?.latestVersion ?? null,
          lifecycle: group?.lifecycle ?? null,
          computation: group?.computation ?? null,
          joinKeys: group?.joinKeys ?? [],
          behind: group && pin.version !== null ? group.latestVersion - pin.version : 0,
        };
      }),
      consumers: consumers.map(({ ownerTeamId, ...consumer }) => ({
        ...consumer,
        owner: ownerTeamId === null ? null : (teams.get(ownerTeamId) ?? null),
      })),
    };
  });
}
