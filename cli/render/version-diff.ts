import type { z } from "zod";
import type { VersionDiffItem } from "@/lib/contracts/api/versions";
import { valueWords } from "./plan-words";
import type { Style } from "./style";
import { renderTable } from "./table";

type VersionDiff = z.output<typeof VersionDiffItem>;
type FeatureDiff = VersionDiff["features"][number];

interface Row {
  field: string;
  change: string;
  from: unknown;
  to: unknown;
}

/** Two versions field by field; the last line is Seeknal's summary. */
export function renderVersionDiff(
  diff: VersionDiff,
  { style, width }: { style: Style; width: number | null },
): string {
  const rows = [
    ...diff.group_changes.map(
      ({ attribute, from, to }): Row => ({ field: attribute, change: "changed", from, to }),
    ),
    ...diff.features.flatMap(featureRows),
  ];
  const table = renderTable<Row>(
    [
      { title: "Field", value: (row) => row.field },
      { title: "Change", value: (row) => row.change },
      { title: "From", value: (row) => valueWords(row.from) },
      { title: "To", value: (row) => valueWords(row.to) },
    ],
    rows,
    { style, width },
  );
  const level = diff.level === null ? "" : `Level: ${diff.level}\n`;
  return `${rows.length > 0 ? table : ""}${level}${diff.summary}\n`;
}

function featureRows({ change, name, previous_name: previous, attributes }: FeatureDiff): Row[] {
  const type = attributes.find(({ attribute }) => attribute === "type");
  if (change === "added") return [{ field: name, change, from: null, to: type?.to }];
  if (change === "dropped") return [{ field: name, change, from: type?.from, to: null }];
  const changed = attributes.map(
    ({ attribute, from, to }): Row => ({ field: `${name}.${attribute}`, change: "changed", from, to }),
  );
  return change === "renamed" ? [{ field: name, change, from: previous, to: name }, ...changed] : changed;
}
