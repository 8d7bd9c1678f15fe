import type { Definition, FeatureGroupDefinition, Lifecycle } from "../model/definitions";
import { objectKey } from "./set";

/** What the registry knows about one published version of a group. */
export interface RegisteredVersion {
  number: number;
  /** Names of its features, aliases included. */
  features: readonly string[];
}

/** What the registry knows about a group beyond its definition. */
export interface RegisteredGroup {
  /** The number of the latest version. */
  latest: number;
  /** At least the latest version and those that services pin. */
  versions: readonly RegisteredVersion[];
  lifecycle: Lifecycle;
  /** Features of the latest version. The id stays the same through renames and versions. */
  features: readonly { id: string; name: string }[];
  /** Names of features that were dropped: they are reserved for good. */
  droppedNames: readonly string[];
}

/** What references to a group, and renames within it, may name. */
export interface GroupVersions {
  /** Published versions, and the one that the change at hand would publish. */
  versions: readonly RegisteredVersion[];
  /** The group as it is registered; `null` for a new one. */
  before: { document: FeatureGroupDefinition; features: readonly string[] } | null;
}

/** A group of another project that services may refer to. */
export interface ForeignGroup {
  latest: number;
  versions: readonly RegisteredVersion[];
  joinKeys: readonly string[];
}

/** The state of one project in the registry, and the teams of the installation. */
export interface Registered {
  /** Definitions as they stand, retired objects included, column types of sources pinned. */
  documents: readonly Definition[];
  /** Keys (see `objectKey`) of entities, sources, groups and services that are retired. */
  retired: ReadonlySet<string>;
  groups: ReadonlyMap<string, RegisteredGroup>;
  /** Lifecycle of services by name. */
  services: ReadonlyMap<string, Lifecycle>;
  /** Groups of other projects, by `project/group`: those that the documents at hand refer to. */
  foreignGroups: ReadonlyMap<string, ForeignGroup>;
}

/** A registry that holds nothing yet. */
export const NOTHING_REGISTERED: Registered = {
  documents: [],
  retired: new Set(),
  groups: new Map(),
  services: new Map(),
  foreignGroups: new Map(),
};

/**
 * The definitions as they would be after these documents were applied: each document takes the place of the
 * registered one with its kind and name; what files leave unsaid (`null` members of a team, columns of a
 * source, lifecycle) stays as it is.
 */
export function afterApply(registered: Registered, documents: readonly Definition[]): Definition[] {
  const before = new Map(registered.documents.map((document) => [objectKey(document), document]));
  const after = new Map(before);
  for (const document of documents)
    after.set(objectKey(document), keepUnsaid(document, before.get(objectKey(document))));
  return [...after.values()];
}

function keepUnsaid(document: Definition, before: Definition | undefined): Definition {
  if (document.kind === "team" && before?.kind === "team" && document.members === null) {
    return { ...document, members: before.members };
  }
  if (document.kind === "source" && before?.kind === "source" && document.columns === null) {
    const isSameData =
      document.path === before.path && document.query === before.query && document.format === before.format;
    return isSameData ? { ...document, columns: before.columns } : document;
  }
  const hasLifecycle = document.kind === "feature_group" || document.kind === "feature_service";
  if (hasLifecycle && before?.kind === document.kind && document.lifecycle === null) {
    return { ...document, lifecycle: before.lifecycle };
  }
  return document;
}
