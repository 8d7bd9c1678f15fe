import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { ChipTone } from "@/components/ui/chip";
import { EmptyState } from "@/components/ui/empty-state";

/** A part of the ledger as its table shows it. Times are RFC 3339. */
export interface IntervalFacts {
  start: string;
  end: string;
  state: "computed" | "missing" | "stale";
  reason: "never" | "dropped" | "definition" | "upstream" | null;
  commit: number | null;
  times: number;
  upstream: string | null;
}

const COLUMNS: readonly TableColumn[] = [
  { id: "start", header: "From", kind: "time", width: 180, phone: "title", hint: "Event times, included" },
  { id: "end", header: "To", kind: "time", width: 180, phone: "line", hint: "Event times, not included" },
  { id: "state", header: "State", kind: "chips", width: 130, phone: "side" },
  { id: "why", header: "Why", kind: "text", empty: "It is as it should be" },
  { id: "commit", header: "Commit", kind: "number", width: 88, empty: "None holds it" },
  {
    id: "times",
    header: "Computed",
    kind: "number",
    width: 96,
    hint: "How often; more than once is a restatement",
  },
];

const STATES: Record<IntervalFacts["state"], { text: string; tone: ChipTone }> = {
  computed: { text: "✓ computed", tone: "safe" },
  missing: { text: "missing", tone: "neutral" },
  stale: { text: "▲ stale", tone: "risky" },
};

/** What is computed, missing and stale of a group version, without a gap. */
export function IntervalTable({
  name,
  items,
  now,
}: {
  name: string;
  items: readonly IntervalFacts[];
  now: string;
}) {
  const rows = items.map(
    ({ start, end, state, commit, times, ...why }): TableRow => ({
      id: start,
      cells: { start, end, state: [STATES[state]], why: reasonText(why), commit, times },
    }),
  );
  return (
    <DataTable
      id="intervals"
      label={`Intervals of ${name}`}
      columns={COLUMNS}
      rows={rows}
      now={now}
      sorting="off"
      noun="interval"
      empty={<EmptyState title="No interval has been computed" />}
    />
  );
}

function reasonText({ reason, upstream }: Pick<IntervalFacts, "reason" | "upstream">): string | null {
  switch (reason) {
    case "never":
      return "never computed";
    case "dropped":
      return "retention dropped its rows";
    case "definition":
      return "the definition, or one that it reads, has changed since";
    case "upstream":
      return `rows of ${upstream} have changed since`;
    case null:
      return null;
  }
}
