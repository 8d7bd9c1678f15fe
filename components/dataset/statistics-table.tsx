import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { DatasetResult } from "@/lib/contracts/dataset-result";
import { formatCounted, formatFloat, formatShare } from "@/lib/format/number";

const COLUMNS: readonly TableColumn[] = [
  { id: "column", header: "Column", kind: "name" },
  { id: "nulls", header: "Nulls", kind: "text", align: "right", width: 96 },
  { id: "mean", header: "Mean", kind: "text", align: "right", width: 120, empty: "It is no number" },
  { id: "min", header: "Min", kind: "text", align: "right", width: 120, empty: "It is no number" },
  { id: "max", header: "Max", kind: "text", align: "right", width: 120, empty: "It is no number" },
];
const PART: TableColumn = { id: "part", header: "Part", kind: "text", width: 104, phone: "side" };

/** Rows, nulls and the range of each column, within each part of the split. */
export function StatisticsTable({ result, now }: { result: DatasetResult; now: string }) {
  const { statistics } = result;
  const isSplit = statistics.some((part) => part.part !== null);
  return (
    <>
      {isSplit ? (
        <p className="text-second">
          {statistics
            .map(({ part, row_count: rows }) => `${part ?? "no part"}: ${formatCounted(rows, "row")}`)
            .join(" · ")}
        </p>
      ) : null}
      <DataTable
        id="statistics"
        label="Statistics of each column"
        columns={isSplit ? [COLUMNS[0] ?? PART, PART, ...COLUMNS.slice(1)] : COLUMNS}
        rows={rowsOf(result)}
        now={now}
        sorting="off"
        noun="column"
        plain
        phone="scroll"
        empty={<p className="text-third">There are no rows to describe.</p>}
      />
    </>
  );
}

function rowsOf({ statistics, columns }: DatasetResult): TableRow[] {
  return columns.flatMap(({ name, type }) =>
    statistics.flatMap((part) => {
      const found = part.columns.find((column) => column.column === name);
      if (!found) return [];
      return [
        {
          id: `${name} ${part.part}`,
          cells: {
            column: { text: name, detail: type },
            part: part.part ?? "none",
            nulls: part.row_count === 0 ? "–" : formatShare(found.nulls / part.row_count),
            mean: number(found.mean),
            min: number(found.min),
            max: number(found.max),
          },
        },
      ];
    }),
  );
}

function number(text: string | null) {
  return text === null ? null : { text: formatFloat(Number(text)), tip: text };
}
