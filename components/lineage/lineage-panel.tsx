import { withAt } from "@/components/catalog/addresses";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/input";
import { LinkButton } from "@/components/ui/link-button";
import type { LineageEdge, LineageNode } from "./layout";
import { LineageGraph, LineageLegend } from "./lineage-graph";
import { LineageKeys } from "./lineage-keys";
import { LineageTable } from "./lineage-table";

type LineageLook = "graph" | "table";

/** Lineage as a picture or as a table of the same edges; the address says which (`view=table`), and `l` changes it. */
export function LineagePanel({
  path,
  label,
  nodes,
  edges,
  focusId = "",
  features = [],
  feature = null,
  look,
  at,
}: {
  path: string;
  label: string;
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
  /** The node that the page is about; none where it is about a whole project. */
  focusId?: string;
  /** Features to choose from; none where the page is about one thing anyway. */
  features?: readonly string[];
  /** The chosen one; `null` = the group itself. */
  feature?: string | null;
  look: LineageLook;
  at: string | null;
}) {
  const hrefOf = (next: LineageLook) => {
    const query = new URLSearchParams();
    if (feature !== null) query.set("feature", feature);
    if (next === "table") query.set("view", "table");
    return withAt(`${path}${query.size > 0 ? `?${query}` : ""}`, at);
  };
  const other: LineageLook = look === "graph" ? "table" : "graph";
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        {features.length > 0 ? (
          <form action={path} className="flex flex-wrap items-center gap-2" key={feature}>
            {at === null ? null : <input type="hidden" name="at" value={at} />}
            {look === "table" ? <input type="hidden" name="view" value="table" /> : null}
            <Select
              name="feature"
              aria-label="What to show"
              defaultValue={feature ?? ""}
              options={[
                { value: "", label: "The whole group" },
                ...features.map((name) => ({ value: name, label: name })),
              ]}
            />
            <Button type="submit" className="h-8!">
              Show
            </Button>
          </form>
        ) : null}
        <div className="ml-auto flex flex-wrap items-center gap-x-4 gap-y-2">
          <LineageLegend nodes={nodes} />
          <LinkButton href={hrefOf(other)} hint="l">
            {other === "table" ? "As a table" : "As a picture"}
          </LinkButton>
          <LineageKeys
            href={hrefOf(other)}
            label={other === "table" ? "Show as a table" : "Show as a picture"}
          />
        </div>
      </div>
      <LineageBody look={look} nodes={nodes} edges={edges} focusId={focusId} label={label} />
    </div>
  );
}

function LineageBody({
  look,
  ...props
}: {
  look: LineageLook;
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
  focusId: string;
  label: string;
}) {
  if (props.edges.length === 0) {
    return (
      <EmptyState title="Nothing is connected yet">
        Edges appear as soon as definitions name each other: a group its source, a service its groups.
      </EmptyState>
    );
  }
  return look === "graph" ? <LineageGraph {...props} /> : <LineageTable {...props} />;
}
