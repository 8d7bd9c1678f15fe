import type { TableCell, TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { CATALOG_KINDS, NONE } from "@/lib/core/search/query";
import { teamHref, withAt } from "./addresses";
import { KIND_SECTIONS, KIND_TITLES } from "./words";

export interface OwnerRow {
  /** The team's name; `null` = owned by nobody. */
  owner: string | null;
  memberCount: number;
  /** Entries by kind. */
  counts: Readonly<Record<string, number>>;
}

const COLUMNS: readonly TableColumn[] = [
  { id: "owner", header: "Owner", kind: "text", sortable: true },
  {
    id: "members",
    header: "Members",
    kind: "number",
    sortable: true,
    width: 84,
    empty: "Nobody owns these",
    phone: "line",
  },
  ...CATALOG_KINDS.map(
    (kind): TableColumn => ({
      id: kind,
      header: kind === "group" ? "Groups" : KIND_TITLES[kind],
      kind: "value",
      valueType: "int64",
      sortable: true,
      width: kind === "consumer" ? 100 : 84,
      empty: "Owns none",
      phone: kind === "group" || kind === "feature" ? "line" : "hide",
    }),
  ),
];

/** Who owns what in a project, with the ownerless last. */
export function OwnerTable({
  project,
  owners,
  at,
  now,
  plain = false,
}: {
  project: string;
  owners: readonly OwnerRow[];
  at: string | null;
  now: string;
  plain?: boolean;
}) {
  return (
    <DataTable
      id="owners"
      label={`Owners in ${project}`}
      columns={plain ? COLUMNS.filter(({ id }) => id !== "source" && id !== "consumer") : COLUMNS}
      rows={owners.map((row) => toRow(project, row, at))}
      now={now}
      noun="owner"
      sorting="local"
      plain={plain}
      empty={
        <EmptyState title={`Nothing is registered in ${project} yet`}>
          Owners are teams: <code>owner: ops_analytics</code> in a definition, or once for the whole project.
        </EmptyState>
      }
    />
  );
}

function toRow(project: string, { owner, memberCount, counts }: OwnerRow, at: string | null): TableRow {
  const counted = CATALOG_KINDS.map((kind): [string, TableCell] => {
    const count = counts[kind] ?? 0;
    const query = new URLSearchParams({ owner: owner ?? NONE });
    return [
      kind,
      count === 0
        ? null
        : { value: count, href: withAt(`/p/${project}/${KIND_SECTIONS[kind]}?${query}`, at) },
    ];
  });
  return {
    id: owner ?? NONE,
    href: owner === null ? undefined : withAt(teamHref(owner), at),
    cells: {
      owner:
        owner === null
          ? { text: "nobody", detail: "no owner" }
          : { text: owner, href: withAt(teamHref(owner), at) },
      members: owner === null ? null : memberCount,
      ...Object.fromEntries(counted),
    },
  };
}
