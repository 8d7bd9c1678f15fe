import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { teamHref, withAt } from "./addresses";

/** A published version as a list shows it. */
export interface VersionRow {
  id: string;
  group: string;
  number: number;
  level: string;
  message: string | null;
  createdBy: string;
  /** RFC 3339. */
  createdAt: string;
  owner: string | null;
  featureCount: number;
}

const COLUMNS: readonly TableColumn[] = [
  { id: "version", header: "Version", kind: "name", width: 232 },
  {
    id: "level",
    header: "Level",
    kind: "text",
    width: 96,
    hint: "Whether old readers still understand it: breaking or minor",
  },
  { id: "features", header: "Features", kind: "number", width: 88 },
  { id: "by", header: "Published by", kind: "text", width: 136 },
  { id: "message", header: "Message", kind: "text", empty: "No reason was given" },
  { id: "owner", header: "Owner", kind: "owner", width: 136, empty: "No team owns it" },
  { id: "at", header: "When", kind: "time", width: 108, phone: "side" },
];

/** Published versions, newest first, each with what changed a click away. */
export function VersionTable({
  project,
  versions,
  pages,
  at,
  now,
}: {
  project: string;
  versions: readonly VersionRow[];
  /** Cursors of the newer and of the older page; without them it is the newest few, inside another page. */
  pages?: { previous: string | null; next: string | null };
  at: string | null;
  now: string;
}) {
  const plain = pages === undefined;
  const hrefOf = (cursor: string | null) =>
    cursor === null ? null : withAt(`/p/${project}/versions?${new URLSearchParams({ cursor })}`, at);
  return (
    <DataTable
      id="versions"
      label={`Versions published in ${project}`}
      columns={plain ? COLUMNS.filter(({ id }) => id !== "owner" && id !== "features") : COLUMNS}
      rows={versions.map((version) => toRow(project, version, at))}
      now={now}
      noun="version"
      sorting="off"
      plain={plain}
      paging={pages && { previous: hrefOf(pages.previous), next: hrefOf(pages.next) }}
      empty={
        <EmptyState title={`No version has been published in ${project} yet`}>
          The first <code>asof apply</code> of a feature group publishes its version 1.
        </EmptyState>
      }
    />
  );
}

function toRow(project: string, version: VersionRow, at: string | null): TableRow {
  const group = `/p/${project}/groups/${version.group}`;
  const ref = `${version.group}@v${version.number}`;
  const shown =
    version.number > 1 ? `from=${version.number - 1}&to=${version.number}` : `version=${version.number}`;
  return {
    id: version.id,
    cells: {
      version: { text: ref, copy: ref, href: withAt(`${group}/versions?${shown}`, at) },
      level: version.level,
      features: version.featureCount,
      by: version.createdBy,
      message: version.message,
      owner:
        version.owner === null ? null : { text: version.owner, href: withAt(teamHref(version.owner), at) },
      at: version.createdAt,
    },
  };
}
