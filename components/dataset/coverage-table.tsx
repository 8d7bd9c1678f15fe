import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { CoverageAnswer } from "@/lib/contracts/dataset-result";
import { formatCount, formatCounted, formatShare } from "@/lib/format/number";

const COLUMNS: readonly TableColumn[] = [
  { id: "feature", header: "Feature", kind: "name", width: 296 },
  { id: "matched", header: "Matched", kind: "text", align: "right", width: 80, phone: "side" },
  {
    id: "empty",
    header: "Null",
    kind: "text",
    align: "right",
    width: 80,
    hint: "Found, and the value is null",
  },
  {
    id: "expired",
    header: "Expired",
    kind: "text",
    align: "right",
    width: 80,
    hint: "The newest row is older than the TTL allows, has ended, or says that the entity is deleted",
  },
  {
    id: "early",
    header: "Too early",
    kind: "text",
    align: "right",
    width: 80,
    hint: "Nothing of its key counts yet at the spine time",
  },
  {
    id: "unseen",
    header: "Never seen",
    kind: "text",
    align: "right",
    width: 96,
    hint: "The key has no row at any time, or the spine row has no key or time",
  },
];

/** Per feature, the share of spine rows that found a value, and why the others did not. */
export function CoverageTable({ answer, now }: { answer: CoverageAnswer; now: string }) {
  return (
    <>
      <p className="text-second">{selectionText(answer)}</p>
      <DataTable
        id="coverage"
        label="Coverage of each feature"
        columns={COLUMNS}
        rows={rowsOf(answer)}
        now={now}
        sorting="off"
        noun="feature"
        plain
        empty={null}
      />
      {answer.warnings.length > 0 ? (
        <ul className="flex flex-col gap-0.5 text-second">
          {answer.warnings.map((warning) => (
            <li key={`${warning.group}${warning.code}`}>
              <span aria-hidden="true">▲ </span>
              {warning.message}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function rowsOf({ coverage, row_count: rows }: CoverageAnswer): TableRow[] {
  const share = (count: number) => ({
    text: rows === 0 ? "–" : formatShare(count / rows),
    tip: formatCounted(count, "row"),
  });
  return coverage.flatMap(({ features, not_found: reasons }) =>
    features.map(({ output, counts, isComputed }) => ({
      id: output,
      cells: {
        feature: output,
        matched: share(counts.PRESENT),
        empty: share(counts.NULL_VALUE),
        // What is computed after the join is there or null.
        expired: isComputed ? null : share(counts.OUTSIDE_MAX_AGE + reasons.ended),
        early: isComputed ? null : share(reasons.too_early),
        unseen: isComputed ? null : share(reasons.never_seen + reasons.without_key_or_time),
      },
    })),
  );
}

/** How many rows are joined, and what the selection left out. */
function selectionText({ row_count: rows, dropped }: CoverageAnswer): string {
  const left = [
    dropped.before_since > 0 ? `${formatCount(dropped.before_since)} before the first time` : "",
    dropped.between_splits > 0 ? `${formatCount(dropped.between_splits)} in the gap between parts` : "",
    dropped.not_sampled > 0 ? `${formatCount(dropped.not_sampled)} not drawn` : "",
    dropped.not_mature > 0 ? `${formatCount(dropped.not_mature)} whose label is not known yet` : "",
  ].filter(Boolean);
  const joined = `${formatCounted(rows, "spine row")} joined`;
  return left.length === 0 ? `${joined}.` : `${joined}; left out: ${left.join(", ")}.`;
}
