import "server-only";
import { type DefinitionSet, definitionSet } from "@/lib/core/definitions/set";
import type { Definition, FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { Db } from "./client";

/** Names in definitions lead from group to group; a chain longer than this is a cycle or a mistake. */
const STEPS_MAX = 20;

/** The entity of a group and every source and group that its rows come from: what it takes to read them. */
export async function loadGroupDocuments(
  db: Db,
  projectId: string,
  group: FeatureGroupDefinition,
): Promise<DefinitionSet> {
  const documents = new Map<string, Definition>([[`feature_group ${group.name}`, group]]);
  const asked = new Set<string>([group.name]);
  let wanted = namesIn(group);
  for (let step = 0; step < STEPS_MAX && wanted.length > 0; step++) {
    for (const name of wanted) asked.add(name);
    const where = { projectId, name: { in: wanted } };
    const select = { definition: true } as const;
    const [sources, groups] = await Promise.all([
      db.source.findMany({ where, select }),
      db.featureGroup.findMany({ where, select }),
    ]);
    // Stored documents were parsed before they were written.
    const found = [...sources, ...groups].map((row) => row.definition as unknown as Definition);
    for (const document of found) documents.set(`${document.kind} ${document.name}`, document);
    wanted = found
      .flatMap((document) => (document.kind === "feature_group" ? namesIn(document) : []))
      .filter((name) => !asked.has(name));
  }
  const entities = [...documents.values()].flatMap((document) =>
    document.kind === "feature_group" ? [document.entity] : [],
  );
  const rows = await db.entity.findMany({
    where: { projectId, name: { in: [...new Set(entities)] } },
    select: { definition: true },
  });
  return definitionSet([
    ...documents.values(),
    ...rows.map((row) => row.definition as unknown as Definition),
  ]);
}

/** Every name that the group may read; of a SELECT every word, which is a superset. */
function namesIn(group: FeatureGroupDefinition): string[] {
  const words = group.transform?.toLowerCase().match(/[a-z][a-z0-9_]*/g) ?? [];
  return [...new Set([...words, ...(group.source === null ? [] : [group.source])])];
}
