import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import type { LineageEdge, LineageNode } from "./layout";
import { LineageGraph, LineageLegend } from "./lineage-graph";
import { LineageTable } from "./lineage-table";

/**
 * Lineage as a picture or as a table of the same edges; the URL says which (`view=table`). Both come from one set,
 * so they cannot disagree.
 */
export function LineageView({
  nodes,
  edges,
  focusId,
  view,
  path,
  label,
}: {
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
  focusId: string;
  view: "graph" | "table";
  /** The page's path, for the switch between the two. */
  path: string;
  label: string;
}) {
  if (edges.length === 0) {
    return (
      <EmptyState title="Nothing on either side yet">
        It reads no source or group, and no service or consumer reads it. Edges appear as soon as definitions
        name each other.
      </EmptyState>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <LineageLegend nodes={nodes} />
        <div className="flex gap-1">
          <LinkButton href={path} size="small" variant={view === "graph" ? "secondary" : "ghost"}>
            Graph
          </LinkButton>
          <LinkButton
            href={`${path}?view=table`}
            size="small"
            variant={view === "table" ? "secondary" : "ghost"}
          >
            Table
          </LinkButton>
        </div>
      </div>
      {view === "graph" ? (
        <LineageGraph nodes={nodes} edges={edges} focusId={focusId} label={label} />
      ) : (
        <LineageTable nodes={nodes} edges={edges} focusId={focusId} label={label} />
      )}
    </div>
  );
}
