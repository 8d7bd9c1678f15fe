import "server-only";
import type { PreviewGroupOption, PreviewOptions } from "@/lib/contracts/preview-options";
import { type ComputeSetting, groupCompute } from "@/lib/core/definitions/group-compute";
import { sourceRelation } from "@/lib/core/definitions/relations";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { filesOf } from "@/lib/core/pit/relation";
import { loadDocuments } from "@/lib/store/documents";
import { type GroupFeatures, listGroupFeatures } from "@/lib/store/group-features";
import { listStoredGroups } from "@/lib/store/offline-commits";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { loadAllPinned } from "./pinned";

/** Beyond this a page would carry more than anybody reads; features are then also found by reference. */
export const FEATURES_LISTED_MAX = 2_000;

/** Features and sources that a preview can be made of, or those of one group. */
export async function listPreviewOptions(
  ctx: ServiceContext,
  input: { project: string; group?: string },
): Promise<PreviewOptions> {
  const project = await authorizeProject(ctx, "preview:run", input.project);
  const { documents, all, pinned, stored } = await read(ctx, async (db) => {
    const [set, features, groups] = await Promise.all([
      loadDocuments(db, project.id),
      listGroupFeatures(db, project.id),
      listStoredGroups(db, project.id),
    ]);
    const members = await loadAllPinned(db, project.id, set);
    return { documents: set, all: features, stored: groups, pinned: members };
  });
  const wanted = input.group === undefined ? all : all.filter((group) => group.name === input.group);
  const options: PreviewOptions = {
    groups: [],
    sources: sourceOptions(documents),
    notJoinable: [],
    featureCount: 0,
  };
  let listed = 0;
  for (const group of wanted) {
    const option = groupOption(group, { documents, pinned }, stored);
    if ("reason" in option) {
      options.notJoinable.push(option);
      continue;
    }
    options.featureCount += option.features.length;
    if (listed + option.features.length > FEATURES_LISTED_MAX) continue;
    listed += option.features.length;
    options.groups.push(option);
  }
  return options;
}

function groupOption(
  { name, latestVersion, entity, features }: GroupFeatures,
  setting: ComputeSetting,
  stored: ReadonlySet<string>,
): PreviewGroupOption | { name: string; reason: string } {
  const document = setting.documents.groups.get(name);
  if (!document) return { name, reason: "its definition is missing" };
  const outcome = groupCompute(document, setting);
  if (!outcome.ok && !stored.has(name)) return { name, reason: outcome.reason };
  const units = new Map(document.features.map((feature) => [feature.name, feature.unit]));
  const [source] = outcome.ok ? filesOf(outcome.group.rows) : [];
  return {
    name,
    version: latestVersion,
    entity: entity.name,
    keys: entity.keys,
    source: source?.name ?? null,
    features: features.map((feature) => ({
      name: feature.name,
      type: feature.type,
      unit: units.get(feature.name) ?? null,
      description: feature.description,
    })),
  };
}

function sourceOptions(documents: DefinitionSet): PreviewOptions["sources"] {
  return [...documents.sources.values()]
    .filter((source) => sourceRelation(source) !== null && source.columns !== null)
    .map(({ name, event_time, columns }) => ({ name, eventTime: event_time, columns: columns ?? [] }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
