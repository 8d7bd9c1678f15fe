import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { LineageEdge, LineageNode } from "./layout";

const COLUMNS: readonly TableColumn[] = [
  { id: "from", header: "From", kind: "name", sortable: true },
  { id: "fromKind", header: "Kind", kind: "text", width: 104, sortable: true, phone: "hide" },
  { id: "to", header: "To", kind: "name", sortable: true, phone: "line" },
  { id: "toKind", header: "Kind of to", kind: "text", width: 104, sortable: true, phone: "hide" },
  {
    id: "side",
    header: "Side",
    kind: "text",
    width: 140,
    sortable: true,
    empty: "Neither end is the thing this page is about",
  },
];

/** The edges of the picture as rows, for keyboard, screen reader and export. `focusId` is "" where nothing stands in the middle. */
export function LineageTable({
  nodes,
  edges,
  focusId,
  label,
}: {
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
  focusId: string;
  label: string;
}) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rows = edges.flatMap((edge) => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (!from || !to) return [];
    const side = edge.to === focusId ? "upstream" : edge.from === focusId ? "downstream" : null;
    return [
      {
        id: `${edge.from}>${edge.to}`,
        cells: {
          from: { text: from.name, href: from.href },
          fromKind: from.kind,
          to: { text: to.name, href: to.href },
          toKind: to.kind,
          side,
        },
      },
    ];
  });
  return (
    <DataTable
      id="lineage"
      label={label}
      noun="edge"
      columns={focusId === "" ? COLUMNS.filter(({ id }) => id !== "side") : COLUMNS}
      rows={rows}
      now=""
      sorting="local"
      empty={null}
    />
  );
}
