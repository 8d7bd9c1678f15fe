import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { datasetHref, STATUS_WORDS } from "./words";

/** A dataset as a list shows it. */
export interface DatasetRow {
  id: string;
  name: string;
  version: number;
  status: keyof typeof STATUS_WORDS;
  rowCount: number | null;
  features: readonly string[];
  createdBy: string;
  /** RFC 3339. */
  createdAt: string;
}

const COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Dataset", kind: "name", width: 216 },
  { id: "status", header: "Status", kind: "text", width: 88 },
  { id: "rows", header: "Rows", kind: "number", width: 96, empty: "It is not built" },
  { id: "from", header: "Joined to the spine", kind: "mono", width: 380 },
  { id: "by", header: "Asked for by", kind: "text", width: 132 },
  { id: "at", header: "When", kind: "time", width: 108, phone: "side" },
];

/** The latest version of every dataset, newest first. */
export function DatasetTable({
  project,
  datasets,
  next,
  isFirstPage,
  now,
}: {
  project: string;
  datasets: readonly DatasetRow[];
  next: string | null;
  isFirstPage: boolean;
  now: string;
}) {
  const page = `/p/${project}/datasets`;
  return (
    <DataTable
      id="datasets"
      label={`Training datasets of ${project}`}
      columns={COLUMNS}
      rows={datasets.map((dataset) => toRow(project, dataset))}
      now={now}
      noun="dataset"
      sorting="off"
      paging={{
        // A list that only grows at its head is read downwards; the way back is the first page.
        previous: isFirstPage ? null : page,
        next: next ? `${page}?${new URLSearchParams({ cursor: next })}` : null,
      }}
      empty={
        <EmptyState
          title={`No training dataset of ${project} yet`}
          action={<LinkButton href={`${page}/new`}>New dataset</LinkButton>}
        >
          Join features to your labelled rows as of each row’s time, and keep the result with a certificate of
          what it was made from. On the command line: <code>asof dataset build</code>.
        </EmptyState>
      }
    />
  );
}

function toRow(project: string, dataset: DatasetRow): TableRow {
  const { name, version, features } = dataset;
  const href = datasetHref(project, name, version);
  return {
    id: dataset.id,
    href,
    cells: {
      name: { text: name, href, version, copy: `${name}@v${version}` },
      status: STATUS_WORDS[dataset.status],
      rows: dataset.rowCount,
      from: features.join(", "),
      by: dataset.createdBy,
      at: dataset.createdAt,
    },
  };
}
