import "server-only";
import { versionText } from "@/lib/core/definitions/canonical";
import { catalogEntries, ownerOf } from "@/lib/core/definitions/entries";
import type { ResolvedFeature } from "@/lib/core/definitions/features";
import type { PlannedChange } from "@/lib/core/definitions/plan";
import { objectKey } from "@/lib/core/definitions/set";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import { assignFeatureIds } from "@/lib/core/schema/identity";
import { replaceCatalogEntries } from "@/lib/store/catalog-entries";
import type { Change } from "@/lib/store/change";
import { retireObject, saveEntity, saveProject, saveService, saveSource } from "@/lib/store/definitions";
import { loadEntryFacts } from "@/lib/store/entry-facts";
import { type NewVersion, refreshFeatures, type StoredFeature, saveGroup } from "@/lib/store/groups";
import { replaceEdges } from "@/lib/store/lineage";
import { setInheritedOwners } from "@/lib/store/ownership";
import { fileOrigin } from "@/lib/store/registry";
import { saveTeam } from "@/lib/store/teams";
import { edgesOf } from "./edges";
import { digestOf, type Prepared } from "./prepare";

/** Writes planned changes in their order, then what follows from all definitions together: owners, lineage, catalog. */
export async function saveChanges(tx: Change, prepared: Prepared, message: string | null): Promise<void> {
  const saver = createSaver(tx, prepared, message);
  const { changes } = prepared.changes;
  // Teams come first: the project and everything else may be owned by them.
  const ordered = [...changes.filter(isTeam), ...changes.filter((one) => !isTeam(one))];
  for (const one of ordered) await saver.save(one);
  const { projectId } = saver;
  const { resolver } = prepared;
  await setInheritedOwners(tx, projectId, saver.teamIds.get(resolver.set.project?.owner ?? "") ?? null);
  const facts = await loadEntryFacts(tx.db, projectId);
  await replaceEdges(tx, projectId, edgesOf(resolver, facts));
  await replaceCatalogEntries(tx, projectId, catalogEntries(resolver, facts));
}

function isTeam(change: PlannedChange): boolean {
  return change.kind === "team";
}

/** Remembers the ids of what it saves, so that later objects can point to earlier ones. */
function createSaver(tx: Change, { registry, resolver }: Prepared, message: string | null) {
  const { set } = resolver;
  const isNewProject = registry.projectId === null;
  const projectId = registry.projectId ?? tx.newId();
  const teamIds = new Map(registry.teamIds);
  const groupIds = new Map(registry.groupIds);
  const ids = new Map([...registry.objects].map(([key, { id }]) => [key, id]));

  const saving = <Document extends { kind: PlannedChange["kind"]; name: string; owner: string | null }>(
    document: Document,
  ) => ({
    id: ids.get(objectKey(document)) ?? null,
    projectId,
    document,
    digest: digestOf(document),
    ownerTeamId: teamIds.get(ownerOf(set, document.owner) ?? "") ?? null,
  });

  const write = async (change: PlannedChange): Promise<string> => {
    const { document } = change;
    if (change.action === "retire")
      return await retireObject(tx, change.kind, ids.get(objectKey(document)) ?? "");
    switch (document.kind) {
      case "team":
        return await saveTeam(tx, ids.get(objectKey(document)) ?? null, document, fileOrigin(projectId));
      case "project":
        return await saveProject(tx, { ...saving(document), id: projectId, isNew: isNewProject });
      case "entity":
        return await saveEntity(tx, saving(document));
      case "source":
        return await saveSource(tx, saving(document));
      case "feature_group":
        return await writeGroup(change, document);
      case "feature_service":
        return await saveService(tx, saving(document), groupIds, teamIds);
    }
  };

  const writeGroup = async (change: PlannedChange, document: FeatureGroupDefinition): Promise<string> => {
    const entityId = ids.get(objectKey({ kind: "entity", name: document.entity }));
    if (entityId === undefined)
      throw new Error(`entity ${document.entity} was not saved before ${document.name}`);
    const known = registry.registered.groups.get(document.name)?.features ?? [];
    const features = resolver.features(document.name);
    const featureIds = assignFeatureIds(known, features, () => tx.newId());
    const stored = features.map((feature) => storedFeature(feature, featureIds.get(feature.name) ?? ""));
    const id = await saveGroup(tx, {
      ...saving(document),
      entityId,
      version: versionOf(change, stored, message),
    });
    if (change.version === null) await refreshFeatures(tx, stored);
    return id;
  };

  const save = async (change: PlannedChange): Promise<void> => {
    const id = await write(change);
    ids.set(objectKey(change), id);
    if (change.kind === "team") teamIds.set(change.name, id);
    if (change.kind === "feature_group") groupIds.set(change.name, id);
    await tx.record({
      action: `${change.kind}:${change.action}`,
      projectId,
      target: { kind: change.kind, id, name: change.name },
      before: digestBefore(registry.registered.documents, change),
      after: digestOf(change.document),
      details: {
        message,
        version: change.version,
        level: change.level,
        fields: change.fields.map(({ path, from, to }) => ({ path, from: plain(from), to: plain(to) })),
      },
    });
  };

  return { projectId, teamIds, save };
}

function digestBefore(
  documents: Prepared["registry"]["registered"]["documents"],
  change: PlannedChange,
): string | null {
  const before = documents.find((document) => objectKey(document) === objectKey(change));
  return before ? digestOf(before) : null;
}

/** JSON as the audit log takes it: a copy without readonly. */
function plain(value: unknown) {
  return JSON.parse(JSON.stringify(value ?? null));
}

function versionOf(
  change: PlannedChange,
  features: StoredFeature[],
  message: string | null,
): NewVersion | null {
  if (change.version === null || !change.published) return null;
  const { content } = change.published;
  const digest = digestOf(versionText(content));
  return { number: change.version, level: change.level ?? "minor", message, content, digest, features };
}

function storedFeature(feature: ResolvedFeature, id: string): StoredFeature {
  const { name, type, nullable, computation, description, tags, ...details } = feature;
  if (type === null) throw new Error(`the type of ${name} is not known`);
  return { id, name, type, nullable, computation, description, tags, details };
}
