import { expressionNames } from "../expression/names";
import type { Definition, FeatureGroupDefinition, FeatureServiceDefinition } from "../model/definitions";
import { parseFeatureRef } from "../model/ref";
import type { Resolver } from "./resolve";

/** One object that a document names. `table` is a source or a group: what can be read by name. */
export interface Reference {
  kind: "team" | "entity" | "table" | "group";
  name: string;
  path: (string | number)[];
  /** Where in the text at `path` it is named. */
  at?: number;
}

/** All objects of the same project that a document names, each with the place where it does. */
export function referencesOf(document: Definition, resolver: Resolver): Reference[] {
  const owner: Reference[] =
    "owner" in document && document.owner !== null
      ? [{ kind: "team", name: document.owner, path: ["owner"] }]
      : [];
  switch (document.kind) {
    case "project":
    case "team":
      return owner;
    case "entity": {
      if (!document.parent) return owner;
      const { entity, from } = document.parent;
      return [
        ...owner,
        { kind: "entity", name: entity, path: ["parent", "entity"] },
        ...groupOf(from, ["parent", "from"]),
      ];
    }
    case "source":
      return [
        ...owner,
        ...resolver.reads(document.name).map((name): Reference => ({ kind: "table", name, path: ["query"] })),
      ];
    case "feature_group":
      return [...owner, ...groupReferences(document, resolver)];
    case "feature_service":
      return [...owner, ...serviceReferences(document)];
  }
}

function groupReferences(group: FeatureGroupDefinition, resolver: Resolver): Reference[] {
  const tables = group.transform === null ? [] : resolver.reads(group.name);
  return [
    { kind: "entity", name: group.entity, path: ["entity"] },
    ...(group.source === null ? [] : [{ kind: "table" as const, name: group.source, path: ["source"] }]),
    ...tables.map((name): Reference => ({ kind: "table", name, path: ["transform"] })),
    ...(group.second_order ?? []).flatMap((one, index): Reference[] => [
      ...groupOf(one.feature, ["second_order", index, "feature"]),
      { kind: "entity", name: one.by, path: ["second_order", index, "by"] },
    ]),
    ...group.on_demand.flatMap((one, index) =>
      (expressionNames(one.expression)?.lookups ?? []).map(
        ({ group: name, at }): Reference => ({
          kind: "group",
          name,
          path: ["on_demand", index, "expression"],
          at,
        }),
      ),
    ),
  ];
}

function serviceReferences(service: FeatureServiceDefinition): Reference[] {
  const groups = service.features.map((entry, index): Reference | null =>
    entry.project === null ? { kind: "group", name: entry.group, path: ["features", index] } : null,
  );
  const owners = service.consumers.map((consumer, index): Reference | null =>
    consumer.owner === null
      ? null
      : { kind: "team", name: consumer.owner, path: ["consumers", index, "owner"] },
  );
  return [...groups, ...owners].filter((reference) => reference !== null);
}

function groupOf(featureRef: string, path: (string | number)[]): Reference[] {
  const ref = parseFeatureRef(featureRef);
  return ref ? [{ kind: "group", name: ref.group, path }] : [];
}
