import "server-only";
import type {
  EntityDefinition,
  FeatureServiceDefinition,
  Kind,
  ProjectDefinition,
  SourceDefinition,
} from "@/lib/core/model/definitions";
import type { Change } from "./change";

/** What every saved object has beside its document. `id` null = it is new. */
export interface Saving<Document> {
  id: string | null;
  projectId: string;
  document: Document;
  digest: string;
  ownerTeamId: string | null;
}

export async function saveProject(
  change: Change,
  { id, isNew, document, digest, ownerTeamId }: Saving<ProjectDefinition> & { id: string; isNew: boolean },
): Promise<string> {
  const { name, description, compatibility } = document;
  const data = { name, description, compatibility, digest, ownerTeamId };
  if (isNew) await change.db.project.create({ data: { id, ...data, createdAt: change.at } });
  else await change.db.project.update({ where: { id }, data });
  return id;
}

/** Takes an object out of use; it stays readable. @returns its id. */
export async function retireObject({ db, at, actorName }: Change, kind: Kind, id: string): Promise<string> {
  const since = { lifecycle: "retired", lifecycleAt: at, lifecycleBy: actorName };
  switch (kind) {
    case "entity":
      await db.entity.update({ where: { id }, data: { retiredAt: at } });
      return id;
    case "source":
      await db.source.update({ where: { id }, data: { retiredAt: at } });
      return id;
    case "feature_group":
      await db.featureGroup.update({ where: { id }, data: since });
      return id;
    case "feature_service":
      await db.featureService.update({ where: { id }, data: since });
      return id;
    default:
      throw new Error(`a ${kind} is never retired`);
  }
}

export async function saveEntity(change: Change, saving: Saving<EntityDefinition>): Promise<string> {
  const { db, at } = change;
  const id = saving.id ?? change.newId();
  const data = columnsOf(saving);
  await db.entity.upsert({
    where: { id },
    create: { id, ...data, createdAt: at },
    update: { ...data, retiredAt: null },
  });
  const keys = saving.document.join_keys;
  await db.joinKey.deleteMany({ where: { entityId: id, position: { gte: keys.length } } });
  for (const [position, { name, type, description }] of keys.entries()) {
    const key = { name, type, description };
    await db.joinKey.upsert({
      where: { entityId_position: { entityId: id, position } },
      create: { entityId: id, position, ...key },
      update: key,
    });
  }
  await replaceTags(change, id, "entity", saving.document.tags);
  return id;
}

export async function saveSource(change: Change, saving: Saving<SourceDefinition>): Promise<string> {
  const id = saving.id ?? change.newId();
  const data = columnsOf(saving);
  await change.db.source.upsert({
    where: { id },
    create: { id, ...data, createdAt: change.at },
    update: { ...data, retiredAt: null },
  });
  await replaceTags(change, id, "source", saving.document.tags);
  return id;
}

/** `groupIds` and `teamIds` map the names that the document uses. */
export async function saveService(
  change: Change,
  saving: Saving<FeatureServiceDefinition>,
  groupIds: ReadonlyMap<string, string>,
  teamIds: ReadonlyMap<string, string>,
): Promise<string> {
  const { db, at } = change;
  const id = saving.id ?? change.newId();
  const data = columnsOf(saving);
  const lifecycle = saving.document.lifecycle ?? "active";
  const since = { lifecycle, lifecycleAt: at, lifecycleBy: change.actorName };
  const present = saving.id === null ? null : await db.featureService.findUnique({ where: { id } });
  if (present) {
    await db.featureService.update({
      where: { id },
      data: { ...data, ...(present.lifecycle === lifecycle ? {} : since) },
    });
  } else await db.featureService.create({ data: { id, ...data, ...since, createdAt: at } });
  await savePins(change, id, saving.document, groupIds);
  await saveConsumers(change, id, saving.document, teamIds);
  await replaceTags(change, id, "service", saving.document.tags);
  return id;
}

async function savePins(
  { db }: Change,
  serviceId: string,
  service: FeatureServiceDefinition,
  groupIds: ReadonlyMap<string, string>,
) {
  await db.servicePin.deleteMany({ where: { serviceId, position: { gte: service.features.length } } });
  for (const [position, pin] of service.features.entries()) {
    const group = pin.project === null ? pin.group : `${pin.project}/${pin.group}`;
    const groupId = groupIds.get(group);
    if (!groupId) throw new Error(`service ${service.name} pins the unknown group ${group}`);
    const data = {
      groupId,
      version: pin.version,
      alias: pin.as,
      keys: pin.keys ?? undefined,
      featureNames: pin.features ?? [],
    };
    await db.servicePin.upsert({
      where: { serviceId_position: { serviceId, position } },
      create: { serviceId, position, ...data },
      update: data,
    });
  }
}

async function saveConsumers(
  { db, at, newId }: Change,
  serviceId: string,
  service: FeatureServiceDefinition,
  teamIds: ReadonlyMap<string, string>,
) {
  const names = service.consumers.map((consumer) => consumer.name);
  await db.consumer.deleteMany({ where: { serviceId, name: { notIn: names } } });
  for (const consumer of service.consumers) {
    const owner = consumer.owner === null ? null : (teamIds.get(consumer.owner) ?? null);
    const data = { type: consumer.type, ownerTeamId: owner, definition: consumer as object };
    await db.consumer.upsert({
      where: { serviceId_name: { serviceId, name: consumer.name } },
      create: { id: newId(), serviceId, name: consumer.name, createdAt: at, ...data },
      update: data,
    });
  }
}

function columnsOf<Document extends { name: string; description: string | null }>(saving: Saving<Document>) {
  const { projectId, document, digest, ownerTeamId } = saving;
  return {
    projectId,
    name: document.name,
    description: document.description,
    ownerTeamId,
    definition: document as object,
    digest,
  };
}

/** Tags are words, or `key: value`. */
export async function replaceTags(
  { db }: Change,
  objectId: string,
  objectKind: string,
  tags: readonly string[],
) {
  const wanted = tags.map((tag) => {
    const colon = tag.indexOf(":");
    return colon < 0
      ? { key: tag.trim(), value: "" }
      : { key: tag.slice(0, colon).trim(), value: tag.slice(colon + 1).trim() };
  });
  const present = await db.tag.findMany({ where: { objectId } });
  const same = (a: { key: string; value: string }, b: { key: string; value: string }) =>
    a.key === b.key && a.value === b.value;
  for (const tag of present.filter((row) => !wanted.some((w) => same(w, row)))) {
    await db.tag.delete({ where: { objectId_key_value: { objectId, key: tag.key, value: tag.value } } });
  }
  const added = wanted.filter((w) => !present.some((row) => same(w, row)));
  await db.tag.createMany({
    data: added.map((tag) => ({ objectId, objectKind, ...tag })),
    skipDuplicates: true,
  });
}
