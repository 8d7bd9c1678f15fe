import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import type { RunStatus } from "@/lib/core/materialization/run";
import { stateChip } from "./words";

/** A run as the list shows it. Times are RFC 3339. */
export interface RunFacts {
  id: string;
  group: string;
  version: number;
  status: RunStatus;
  percent: number;
  scheduled_for: string | null;
  error: string | null;
  created_by: string;
  created_at: string;
  finished_at: string | null;
  tasks: readonly { start: string; end: string; rows: number | null }[];
}

const COLUMNS: readonly TableColumn[] = [
  { id: "group", header: "Feature group", kind: "name", phone: "title" },
  { id: "status", header: "Status", kind: "chips", width: 132, phone: "side" },
  { id: "percent", header: "Done, %", kind: "number", width: 88, hint: "Percent of its steps" },
  { id: "start", header: "From", kind: "time", width: 130, hint: "Event times", empty: "It has no steps" },
  { id: "end", header: "To", kind: "time", width: 130, hint: "Event times", empty: "It has no steps" },
  { id: "rows", header: "Rows", kind: "number", width: 100 },
  { id: "by", header: "By", kind: "owner", width: 150 },
  { id: "at", header: "Started", kind: "time", width: 150, phone: "line" },
  { id: "error", header: "Error", kind: "text", empty: "None" },
];

/** Runs of a project, newest first. */
export function RunTable({
  project,
  runs,
  paging,
  now,
}: {
  project: string;
  runs: readonly RunFacts[];
  paging: { previous: string | null; next: string | null };
  now: string;
}) {
  return (
    <DataTable
      id="materializations"
      label={`Materialization runs of ${project}`}
      columns={COLUMNS}
      rows={runs.map((run) => toRow(project, run))}
      now={now}
      sorting="off"
      noun="run"
      paging={paging}
      empty={
        <EmptyState title="Nothing has been materialized">
          A run computes the rows of a feature group for an interval of event times. Start one from the Data
          tab of a group, with asof materialize, or by a schedule in its definition.
        </EmptyState>
      }
    />
  );
}

function toRow(project: string, run: RunFacts): TableRow {
  const starts = run.tasks.map(({ start }) => start).sort();
  const ends = run.tasks.map(({ end }) => end).sort();
  return {
    id: run.id,
    href: `/p/${project}/materializations/${run.id}`,
    cells: {
      group: { text: run.group, version: run.version, copy: run.id },
      status: [stateChip(run.status)],
      percent: Math.floor(run.percent),
      start: starts[0] ?? null,
      end: ends.at(-1) ?? null,
      rows: run.tasks.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
      by: run.scheduled_for === null ? run.created_by : "its schedule",
      at: run.created_at,
      error: run.error,
    },
  };
}
