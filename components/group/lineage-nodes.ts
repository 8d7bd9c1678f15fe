import { entryHref, withAt } from "@/components/catalog/addresses";
import type { LineageEdge, LineageNode } from "@/components/lineage/layout";
import type { CatalogKind } from "@/lib/core/search/query";
import { groupHref } from "./group-header";

/** An end of an edge, as the verb tells it. */
export interface NeighbourNode {
  /** An object id, or `<source id>/<column>`. */
  id: string;
  kind: CatalogKind | "column";
  name: string;
  qualified: string;
  owner: string | null;
  lifecycle: string | null;
  more: { up: number; down: number };
}

/**
 * Neighbours as the picture takes them. Groups lead to their own lineage, everything else to its page; an entity is no
 * part of lineage. A column is drawn as its source, under the name `source.column`.
 */
export function lineageNodes(
  project: string,
  nodes: readonly NeighbourNode[],
  at: string | null,
): LineageNode[] {
  return nodes.flatMap((node): LineageNode[] => {
    const { id, kind, more } = node;
    if (kind === "entity") return [];
    const shared = {
      id,
      meta: metaOf(node),
      ...(more.up > 0 ? { moreBefore: more.up } : {}),
      ...(more.down > 0 ? { moreAfter: more.down } : {}),
    };
    if (kind === "column") {
      const [source = ""] = node.qualified.split(".");
      return [
        {
          ...shared,
          kind: "source",
          name: node.qualified,
          href: withAt(`/p/${project}/sources/${source}`, at),
        },
      ];
    }
    const href =
      kind === "group" ? `${groupHref(project, node.name)}/lineage` : entryHref({ ...node, kind, project });
    return [{ ...shared, kind, name: node.name, href: withAt(href, at) }];
  });
}

export function lineageEdges(edges: readonly { from: string; to: string }[]): LineageEdge[] {
  return edges.map(({ from, to }) => ({ from, to }));
}

/** The second line; the picture itself says the kind. */
function metaOf({ kind, name, qualified, owner, lifecycle }: NeighbourNode): string {
  const place =
    kind === "column" ? "column" : kind === "feature" ? qualified.slice(0, -name.length - 1) : null;
  const state = lifecycle === null || lifecycle === "active" ? null : lifecycle;
  return [place, owner, state].filter(Boolean).join(" · ");
}
