import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";

/** A commit as its table shows it. Times are RFC 3339. */
export interface CommitFacts {
  number: number;
  kind: string;
  at: string;
  rows: number;
  total_rows: number;
  min_event: string | null;
  max_event: string | null;
  start: string | null;
  end: string | null;
  before: string | null;
  checksum: string;
  written_by: string;
  message: string | null;
}

const COLUMNS: readonly TableColumn[] = [
  { id: "number", header: "Commit", kind: "name", width: 96 },
  {
    id: "kind",
    header: "Kind",
    kind: "text",
    width: 88,
    hint: "append adds rows; compact moves them; retain drops old ones; restate replaces an interval",
  },
  { id: "rows", header: "Rows", kind: "number", width: 88, hint: "Written by it" },
  { id: "total", header: "In all", kind: "number", width: 96, hint: "Rows of the group at this commit" },
  { id: "from", header: "First event", kind: "time", width: 150, empty: "It wrote no rows" },
  { id: "to", header: "Last event", kind: "time", width: 150, empty: "It wrote no rows" },
  { id: "by", header: "By", kind: "owner", width: 140 },
  { id: "at", header: "When", kind: "time", width: 150 },
  { id: "message", header: "Message", kind: "text", empty: "None was given" },
  { id: "checksum", header: "Checksum", kind: "name", hidden: true, width: 150 },
];

/** What was written to a group, newest first; a commit's number shows the rows as of it. */
export function CommitTable({
  group,
  commits,
  hrefOf,
  paging,
  now,
}: {
  group: string;
  commits: readonly CommitFacts[];
  /** The rows as of a commit. */
  hrefOf: (commit: number) => string;
  paging: { previous: string | null; next: string | null };
  now: string;
}) {
  const rows = commits.map(
    (commit): TableRow => ({
      id: String(commit.number),
      href: hrefOf(commit.number),
      cells: {
        number: { text: String(commit.number), copy: String(commit.number) },
        kind: { text: commit.kind, tip: tipOf(commit) },
        rows: commit.rows,
        total: commit.total_rows,
        from: commit.min_event,
        to: commit.max_event,
        by: commit.written_by,
        at: commit.at,
        message: commit.message,
        checksum: { text: commit.checksum.slice(0, 12), copy: commit.checksum },
      },
    }),
  );
  return (
    <DataTable
      id="commits"
      label={`Commits of ${group}`}
      columns={COLUMNS}
      rows={rows}
      now={now}
      sorting="off"
      noun="commit"
      paging={paging}
      empty={<EmptyState title="Nothing has been written" />}
    />
  );
}

function tipOf({ start, end, before }: CommitFacts): string | undefined {
  if (before !== null) return `rows before ${before} went`;
  return start === null || end === null ? undefined : `declared complete: [${start}, ${end})`;
}
