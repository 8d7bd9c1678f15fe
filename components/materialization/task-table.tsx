import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { TASK_STAGES, type TaskStage, type TaskStatus } from "@/lib/core/materialization/run";
import { stateChip } from "./words";

/** A step of a run as its table shows it. Times are RFC 3339. */
export interface TaskFacts {
  position: number;
  group: string;
  version: number;
  start: string;
  end: string;
  status: TaskStatus;
  stage: TaskStage;
  phase: string | null;
  commit: number | null;
  rows: number | null;
  error: string | null;
}

const HINTS: Record<TaskStage, string> = {
  compute: "Rows are computed from the sources",
  validate: "Rows are checked against schema, constraints and rules",
  publish: "Files are written, and committed all at once",
  serve: "Rows are brought to the online store; not applicable while there is none",
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const COLUMNS: readonly TableColumn[] = [
  { id: "position", header: "Step", kind: "number", width: 64, phone: "side" },
  { id: "group", header: "Feature group", kind: "name", phone: "title" },
  { id: "start", header: "From", kind: "time", width: 130, hint: "Event times, included" },
  { id: "end", header: "To", kind: "time", width: 130, hint: "Event times, not included" },
  { id: "status", header: "Status", kind: "chips", width: 112, phone: "line" },
  ...TASK_STAGES.map(
    (stage): TableColumn => ({
      id: stage,
      header: capital(stage),
      kind: "text",
      width: 96,
      hint: HINTS[stage],
    }),
  ),
  { id: "rows", header: "Rows", kind: "number", width: 100, empty: "Not known yet" },
  { id: "commit", header: "Commit", kind: "number", width: 80, empty: "None yet" },
  { id: "error", header: "Error", kind: "text", empty: "None" },
];

/** The steps of a run with the stages of each, in the order in which they are computed. */
export function TaskTable({
  project,
  tasks,
  now,
}: {
  project: string;
  tasks: readonly TaskFacts[];
  now: string;
}) {
  return (
    <DataTable
      id="materialization-steps"
      label="Steps of the run"
      columns={COLUMNS}
      rows={tasks.map((task) => toRow(project, task))}
      now={now}
      sorting="off"
      noun="step"
      empty={<EmptyState title="There was nothing to compute" />}
    />
  );
}

function toRow(project: string, task: TaskFacts): TableRow {
  const stages = TASK_STAGES.map((stage) => [stage, stageText(task, stage)] as const);
  return {
    id: String(task.position),
    href: `/p/${project}/groups/${task.group}/data`,
    cells: {
      position: task.position,
      group: { text: task.group, version: task.version },
      start: task.start,
      end: task.end,
      status: [stateChip(task.status)],
      ...Object.fromEntries(stages),
      rows: task.rows,
      commit: task.commit,
      error: task.error,
    },
  };
}

/** Nothing serves these rows online in this installation, so the last stage has nothing to do. */
function stageText({ status, stage: at, phase }: TaskFacts, stage: TaskStage): string | null {
  if (status === "skipped") return null;
  if (stage === "serve") return "not applicable";
  if (status === "succeeded") return "✓ done";
  const order = TASK_STAGES.indexOf(stage) - TASK_STAGES.indexOf(at);
  if (status === "waiting" || order > 0) return null;
  if (order < 0) return "✓ done";
  if (status === "running") return phase ?? "at work";
  return status === "failed" ? "✕ failed" : "stopped";
}
