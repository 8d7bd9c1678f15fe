import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { Tabs } from "@/components/ui/tabs";
import type { DatasetResult } from "@/lib/contracts/dataset-result";
import { formatCounted, formatFloat, formatShare } from "@/lib/format/number";

/** What is told of each column; with a split, one at a time beside each other for all parts. */
export const FIGURES = ["mean", "nulls", "min", "max"] as const;
export type Figure = (typeof FIGURES)[number];

type Part = DatasetResult["statistics"][number];

const WORDS: Record<Figure, string> = { mean: "Means", nulls: "Nulls", min: "Least", max: "Greatest" };
const NO_NUMBER = "It is no number";

/** Rows, nulls and the range of each column, within each part of the split. */
export function StatisticsTable({
  result,
  figure,
  path,
  now,
}: {
  result: DatasetResult;
  figure: Figure;
  /** The page's own address; the figure is said in its query. */
  path: string;
  now: string;
}) {
  const { statistics } = result;
  const isSplit = statistics.some(({ part }) => part !== null);
  const shown = isSplit
    ? statistics.map((part) => ({ part, figure }))
    : FIGURES.flatMap((one) => statistics.map((part) => ({ part, figure: one })));
  const href = (one: Figure) => (one === "mean" ? path : `${path}?figure=${one}`);
  return (
    <>
      {isSplit ? (
        <Tabs
          label="Figure"
          items={FIGURES.map((one) => ({ href: href(one), label: WORDS[one] }))}
          current={href(figure)}
        />
      ) : null}
      <DataTable
        id="statistics"
        label="Statistics of each column"
        columns={[NAME, ...shown.map(({ part, figure: one }) => columnOf(part, one, isSplit))]}
        rows={result.columns.map((column) => rowOf(column, shown))}
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

const NAME: TableColumn = { id: "column", header: "Column", kind: "name" };

function columnOf({ part, row_count: rows }: Part, figure: Figure, isSplit: boolean): TableColumn {
  const text = { kind: "text", align: "right", width: 112, empty: NO_NUMBER } as const;
  if (!isSplit) return { ...text, id: figure, header: WORDS[figure] };
  return { ...text, id: part ?? "none", header: part ?? "no part", hint: formatCounted(rows, "row") };
}

function rowOf(
  { name, type }: DatasetResult["columns"][number],
  shown: readonly { part: Part; figure: Figure }[],
): TableRow {
  const cells = shown.map(({ part, figure }) => {
    const found = part.columns.find((column) => column.column === name);
    const id = part.part === null && shown.length === FIGURES.length ? figure : (part.part ?? "none");
    return [id, found ? cellOf(found, part.row_count, figure) : null] as const;
  });
  return { id: name, cells: { column: { text: name, detail: type }, ...Object.fromEntries(cells) } };
}

function cellOf(found: Part["columns"][number], rows: number, figure: Figure) {
  if (figure === "nulls")
    return rows === 0
      ? null
      : { text: formatShare(found.nulls / rows), tip: formatCounted(found.nulls, "row") };
  const text = found[figure];
  return text === null ? null : { text: formatFloat(Number(text)), tip: text };
}
