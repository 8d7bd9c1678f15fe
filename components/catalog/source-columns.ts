import type { TableColumn, TableRow } from "@/components/table/columns";
import type { SourceDefinition } from "@/lib/core/model/definitions";

export const SOURCE_COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Column", kind: "name", sortable: true },
  {
    id: "type",
    header: "Type",
    kind: "mono",
    width: 180,
    sortable: true,
    hint: "As pinned when it was applied",
  },
  { id: "role", header: "Role", kind: "text", sortable: true, empty: "It holds data" },
];

type Times = Pick<SourceDefinition, "event_time" | "created_time" | "valid_to" | "columns">;

/** The columns of a source with what each is for. */
export function sourceColumnRows(source: Times): TableRow[] {
  return (source.columns ?? []).map(({ name, type }) => ({
    id: name,
    cells: { name, type, role: roleOf(source, name) },
  }));
}

function roleOf({ event_time, created_time, valid_to }: Times, column: string): string | null {
  const roles = [
    ...(column === event_time ? ["event time: when a row became true"] : []),
    ...(column === created_time ? ["created time: when it became known"] : []),
    ...(column === valid_to ? ["end of validity"] : []),
  ];
  return roles.length === 0 ? null : roles.join("; ");
}

const KINDS: Record<SourceDefinition["type"], string> = {
  file: "files",
  push: "a push endpoint",
  stream: "a stream",
  query: "a query over other sources and groups",
};

/** What a colleague would say about where the rows come from and what their times mean. */
export function sourceSentence(source: SourceDefinition): string {
  const { type, format, event_time, created_time, timezone } = source;
  const from = type === "file" && format ? `${format === "csv" ? "CSV" : "Parquet"} files` : KINDS[type];
  const times =
    event_time === null
      ? "no column says when a row became true"
      : `${event_time} says when a row became true${
          created_time === null ? "" : `, ${created_time} when it became known`
        }`;
  const zone = timezone === null ? "" : `; times without a zone are read as ${timezone}`;
  return `Rows come from ${from}: ${times}${zone}.`;
}
