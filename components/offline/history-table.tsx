import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import type { Cell } from "@/lib/core/pit/cell";

export interface HistoryView {
  columns: readonly { name: string; type: string; role: string; masked: boolean }[];
  rows: readonly (readonly Cell[])[];
}

const ROLE_WORDS: Record<string, string> = {
  key: "join key",
  event_time: "event time",
  created_time: "created time",
  tombstone: "tombstone",
};
const SYSTEM_WORDS: Record<string, string> = {
  __seq: "Order of writing: among equal times the greatest wins",
  __commit: "The commit that wrote the row",
};
const WIDTH_BY_TYPE: readonly [RegExp, number][] = [
  [/^timestamp/, 176],
  [/^date/, 104],
  [/^(int|float|decimal|bool)/, 108],
];

/** Rows of a group as of a commit, newest event first. */
export function HistoryTable({
  group,
  history,
  paging,
  now,
}: {
  group: string;
  history: HistoryView;
  paging: { previous: string | null; next: string | null };
  now: string;
}) {
  const columns = history.columns.map(
    ({ name, type, role, masked }): TableColumn => ({
      id: name,
      header: name,
      kind: "value",
      valueType: masked ? "string" : type,
      hint: hintOf(name, type, role, masked),
      width: WIDTH_BY_TYPE.find(([pattern]) => pattern.test(type))?.[1],
    }),
  );
  const rows = history.rows.map((row, index) => ({
    // The sequence is unique; the second last column holds it.
    id: String(row.at(-2) ?? index),
    cells: Object.fromEntries(
      history.columns.map(({ name }, place) => [name, { value: row[place] ?? null }]),
    ),
  }));
  return (
    <DataTable
      id="history"
      label={`Rows of ${group}`}
      columns={columns}
      rows={rows}
      now={now}
      sorting="off"
      noun="row"
      phone="scroll"
      paging={paging}
      empty={<EmptyState title="No row is like that">Widen the times, or leave the keys out.</EmptyState>}
    />
  );
}

function hintOf(name: string, type: string, role: string, masked: boolean): string {
  if (role === "system") return SYSTEM_WORDS[name] ?? type;
  const words = [type, ROLE_WORDS[role], masked ? "masked: it has a policy tag" : undefined];
  return words.filter(Boolean).join(" · ");
}
