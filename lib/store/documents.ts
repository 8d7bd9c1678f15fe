import "server-only";
import { type DefinitionSet, definitionSet } from "@/lib/core/definitions/set";
import type { Definition } from "@/lib/core/model/definitions";
import type { Db } from "./client";

/** Entities, sources and groups of a project as documents, by name: what names in a definition stand for. */
export async function loadDocuments(db: Db, projectId: string): Promise<DefinitionSet> {
  const where = { projectId };
  const select = { definition: true } as const;
  const [entities, sources, groups] = await Promise.all([
    db.entity.findMany({ where, select }),
    db.source.findMany({ where, select }),
    db.featureGroup.findMany({ where, select }),
  ]);
  const rows = [...entities, ...sources, ...groups];
  return definitionSet(rows.map((row) => row.definition as unknown as Definition));
}
