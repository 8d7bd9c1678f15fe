import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import type { ActionFailure } from "@/lib/contracts/action-result";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import { formatCount, formatCounted } from "@/lib/format/number";

export interface SampleView {
  columns: readonly TypedColumn[];
  rows: readonly (readonly Cell[])[];
  /** Rows of the source in all. */
  rowCount: number;
  isMasked: boolean;
}

const WIDTH_BY_TYPE: readonly [RegExp, number][] = [
  [/^timestamp/, 176],
  [/^date/, 104],
  [/^(int|float|decimal|bool)/, 108],
];

/** A few rows as they are in the files, each value by its type. */
export function SourceSampleTable({
  source,
  sample,
  now,
}: {
  source: string;
  sample: SampleView;
  now: string;
}) {
  const columns = sample.columns.map(
    ({ name, type }): TableColumn => ({
      id: name,
      header: name,
      kind: "value",
      valueType: sample.isMasked ? "string" : type,
      hint: type,
      width: WIDTH_BY_TYPE.find(([pattern]) => pattern.test(type))?.[1],
    }),
  );
  const rows = sample.rows.map((row, index) => ({
    id: String(index),
    cells: Object.fromEntries(sample.columns.map(({ name }, place) => [name, { value: row[place] ?? null }])),
  }));
  return (
    <>
      <p className="text-second">
        {formatCount(sample.rows.length)} of {formatCounted(sample.rowCount, "row")}, drawn evenly, in file
        order.
        {sample.isMasked
          ? " Values are masked: the source has a policy tag, and only stewards see behind it."
          : ""}
      </p>
      <DataTable
        id="sample"
        label={`Rows of ${source}`}
        columns={columns}
        rows={rows}
        now={now}
        sorting="off"
        phone="scroll"
        empty={<EmptyState title="The files hold no rows" />}
      />
    </>
  );
}

/** Why there is no sample, in place of it. */
export function SampleFailure({ failure }: { failure: ActionFailure }) {
  return (
    <ErrorState
      title={failure.code === "INVALID" ? "The rows cannot be read" : "The sample is not there right now"}
      safe="The definition stays as it is."
      requestId={failure.requestId}
    >
      {failure.problems.length > 1 ? (
        <ul>
          {failure.problems.map((problem) => (
            <li key={problem.path + problem.message}>
              {problem.path}: {problem.message}
            </li>
          ))}
        </ul>
      ) : (
        failure.message
      )}
    </ErrorState>
  );
}
