import type {
  Definition,
  EntityDefinition,
  FeatureGroupDefinition,
  FeatureServiceDefinition,
  Kind,
  ProjectDefinition,
  SourceDefinition,
  TeamDefinition,
} from "../model/definitions";

/** All definitions of one project at one moment, by name. */
export interface DefinitionSet {
  project: ProjectDefinition | null;
  teams: ReadonlyMap<string, TeamDefinition>;
  entities: ReadonlyMap<string, EntityDefinition>;
  sources: ReadonlyMap<string, SourceDefinition>;
  groups: ReadonlyMap<string, FeatureGroupDefinition>;
  services: ReadonlyMap<string, FeatureServiceDefinition>;
}

/** Names an object within a project, for maps and messages: `feature_group airport_load`. */
export function objectKey(object: { kind: Kind; name: string }): string {
  return `${object.kind} ${object.name}`;
}

/** Sorts documents by kind and name. Of two with the same kind and name, the later one counts. */
export function definitionSet(documents: Iterable<Definition>): DefinitionSet {
  const set = {
    project: null as ProjectDefinition | null,
    teams: new Map<string, TeamDefinition>(),
    entities: new Map<string, EntityDefinition>(),
    sources: new Map<string, SourceDefinition>(),
    groups: new Map<string, FeatureGroupDefinition>(),
    services: new Map<string, FeatureServiceDefinition>(),
  };
  for (const document of documents) {
    switch (document.kind) {
      case "project":
        set.project = document;
        break;
      case "team":
        set.teams.set(document.name, document);
        break;
      case "entity":
        set.entities.set(document.name, document);
        break;
      case "source":
        set.sources.set(document.name, document);
        break;
      case "feature_group":
        set.groups.set(document.name, document);
        break;
      case "feature_service":
        set.services.set(document.name, document);
        break;
    }
  }
  return set;
}
