import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";

const COLUMNS: readonly TableColumn[] = [
  { id: "at", header: "When", kind: "time", width: 160 },
  { id: "level", header: "Level", kind: "chips", width: 90, phone: "side" },
  { id: "message", header: "Message", kind: "text", phone: "title" },
];

/** What a run has to tell, oldest first. */
export function RunLog({
  lines,
  now,
}: {
  lines: readonly { at: string; level: "info" | "error"; message: string }[];
  now: string;
}) {
  return (
    <DataTable
      id="materialization-log"
      label="Log of the run"
      columns={COLUMNS}
      rows={lines.map(({ at, level, message }, i) => ({
        id: String(i),
        cells: {
          at,
          message,
          level: [level === "error" ? { text: "✕ error", tone: "breaking" } : { text: "info" }],
        },
      }))}
      now={now}
      sorting="off"
      noun="line"
      empty={<EmptyState title="No worker has taken it yet" />}
    />
  );
}
