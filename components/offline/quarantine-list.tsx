import { ConfirmButton } from "@/components/people/action-button";
import type { Action } from "@/components/people/use-action";
import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { Chip } from "@/components/ui/chip";
import { CopyButton } from "@/components/ui/copy-button";
import { Time } from "@/components/ui/time";
import { formatCounted } from "@/lib/format/number";

/** Rows that one write set aside, as the page shows them. Times are RFC 3339. */
export interface QuarantineFacts {
  id: string;
  at: string;
  rows: number;
  status: "open" | "replayed" | "discarded";
  problems: readonly {
    row: number;
    column: string;
    value: string | null;
    message: string;
    expected: string;
  }[];
  written_by: string;
  closed_at: string | null;
  closed_by: string | null;
  replay_commit: number | null;
}

type End = Action<{ project: string; group: string; id: string }, unknown>;

const COLUMNS: readonly TableColumn[] = [
  { id: "row", header: "Row", kind: "number", width: 72, hint: "In the file that was written, from 1" },
  { id: "column", header: "Column", kind: "mono", width: 160 },
  { id: "value", header: "Value", kind: "mono", width: 200, empty: "There was none" },
  { id: "message", header: "What is wrong", kind: "text" },
  { id: "expected", header: "Expected", kind: "text" },
];
/** As many problems as are kept of one write. */
const PROBLEMS_MAX = 20;

/** What writes have set aside, each with the reasons and, while it is open, what can be done about it. */
export function QuarantineList({
  project,
  group,
  items,
  mayWrite,
  replay,
  discard,
  now,
}: {
  project: string;
  group: string;
  items: readonly QuarantineFacts[];
  mayWrite: boolean;
  replay: End;
  discard: End;
  now: string;
}) {
  return (
    <ul className="flex flex-col gap-4">
      {items.map((item) => (
        <li key={item.id} className="flex min-w-0 flex-col gap-2 rounded-panel border border-line p-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{formatCounted(item.rows, "row")}</span>
              <Chip tone={item.status === "open" ? "risky" : undefined}>{endOf(item)}</Chip>
              <span className="text-second">
                from a write by {item.written_by}, <Time at={item.at} now={now} />
              </span>
              <CopyButton text={item.id} what="id of the quarantine" />
            </span>
            {item.status === "open" && mayWrite ? (
              <span className="flex gap-2">
                <ConfirmButton
                  label="Write again"
                  title="Write these rows again"
                  pendingLabel="Writing …"
                  done="The rows were written again"
                  input={{ project, group, id: item.id }}
                  action={replay}
                >
                  They are checked against the latest version of {group}. What still does not fit is set aside
                  anew.
                </ConfirmButton>
                <ConfirmButton
                  label="Discard"
                  title="Discard these rows"
                  pendingLabel="Discarding …"
                  done="The rows were discarded"
                  variant="danger"
                  input={{ project, group, id: item.id }}
                  action={discard}
                >
                  {formatCounted(item.rows, "row")} will be gone for good; what was written with them stays.
                </ConfirmButton>
              </span>
            ) : null}
          </div>
          <DataTable
            id={`quarantine-${item.id}`}
            label={`Problems of ${formatCounted(item.rows, "row")}`}
            columns={COLUMNS}
            rows={item.problems.map((problem, i) => ({ id: String(i), cells: { ...problem } }))}
            now={now}
            sorting="off"
            plain
            empty={null}
          />
          {item.problems.length >= PROBLEMS_MAX ? (
            <p className="text-sm text-third">The first {PROBLEMS_MAX} problems.</p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function endOf({ status, replay_commit, closed_by }: QuarantineFacts): string {
  if (status === "open") return "▲ open";
  const by = closed_by === null ? "" : ` by ${closed_by}`;
  if (status === "discarded") return `discarded${by}`;
  return replay_commit === null
    ? `written again${by}, none fit`
    : `written again${by}, commit ${replay_commit}`;
}
