import "server-only";
import type { CatalogKind } from "@/lib/core/search/query";
import type { Db } from "./client";

export interface LineageNode {
  /** An object id, or `<source id>/<column>`. */
  id: string;
  kind: CatalogKind | "column";
  name: string;
  /** `group:feature` and the like. */
  qualified: string;
  owner: string | null;
  lifecycle: string | null;
}

/** The ends of edges, as people know them. Ends that the catalog does not hold are left out. */
export async function listLineageNodes(
  db: Db,
  projectId: string,
  ids: readonly string[],
): Promise<LineageNode[]> {
  const objectIds = [...new Set(ids.map((id) => id.split("/")[0] ?? id))];
  const rows = await db.catalogEntry.findMany({
    where: { projectId, id: { in: objectIds } },
    select: { id: true, kind: true, name: true, qualified: true, owner: true, lifecycle: true },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id): LineageNode[] => {
    const [objectId = id, column] = id.split("/");
    const row = byId.get(objectId);
    if (!row) return [];
    if (column === undefined) return [{ ...row, kind: row.kind as CatalogKind }];
    return [
      {
        id,
        kind: "column",
        name: column,
        qualified: `${row.name}.${column}`,
        owner: row.owner,
        lifecycle: null,
      },
    ];
  });
}
