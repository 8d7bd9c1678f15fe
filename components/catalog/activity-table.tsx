import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { activityPaging } from "./activity-place";
import { withAt } from "./addresses";
import { type ActivityEntry, actorOf, deedText, messageOf, NOUNS, targetHref } from "./happenings";

const COLUMNS: readonly TableColumn[] = [
  { id: "object", header: "What", kind: "name", width: 232 },
  { id: "kind", header: "Kind", kind: "text", width: 112 },
  { id: "deed", header: "What happened", kind: "text", width: 200 },
  { id: "message", header: "Why", kind: "text", empty: "No reason was given" },
  { id: "actor", header: "By", kind: "text", width: 144 },
  { id: "at", header: "When", kind: "time", width: 108, phone: "side" },
  {
    id: "look_back",
    header: "Look back",
    kind: "text",
    width: 116,
    hint: "The project as it was right after this change",
    phone: "hide",
  },
  { id: "seq", header: "Number", kind: "number", hidden: true, hint: "Its place in the audit log" },
];

/** The audit log of a project, entry by entry. */
export function ActivityTable({
  project,
  entries,
  pages,
  isNewest,
  at,
  now,
}: {
  project: string;
  entries: readonly ActivityEntry[];
  /** The entries that the newer and the older page start from. */
  pages: { previous: string | null; next: string | null };
  /** Whether the address asks for the newest entries. */
  isNewest: boolean;
  at: string | null;
  now: string;
}) {
  const page = `/p/${project}/activity`;
  return (
    <DataTable
      id="activity"
      label={`What happened in ${project}`}
      columns={COLUMNS}
      rows={entries.map((entry) => toRow(project, entry, at))}
      now={now}
      noun={["entry", "entries"]}
      sorting="off"
      paging={activityPaging(page, pages, at)}
      empty={
        <EmptyState
          title={isNewest ? "Nothing has happened here yet" : "Nothing more lies this way"}
          action={isNewest ? undefined : <LinkButton href={withAt(page, at)}>The newest entries</LinkButton>}
        >
          Every change of a definition, an owner, a lifecycle or a role is written here, with who did it and
          why.
        </EmptyState>
      }
    />
  );
}

function toRow(project: string, entry: ActivityEntry, at: string | null): TableRow {
  const href = targetHref(entry);
  const actor = actorOf(entry);
  return {
    id: entry.seq,
    cells: {
      object: { text: entry.targetName, href: href && withAt(href, at) },
      kind: NOUNS[entry.targetKind]?.[0] ?? entry.targetKind,
      deed: deedText(entry),
      message: messageOf([entry]),
      actor: { text: actor.name, href: actor.href },
      at: entry.at,
      look_back: { text: "as of then", href: withAt(`/p/${project}`, entry.at) },
      seq: Number(entry.seq),
    },
  };
}
