import { filteredHref, withAt } from "@/components/catalog/addresses";
import { COMPUTATION_LABELS } from "@/components/catalog/words";
import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { featureFacts } from "./feature-facts";
import { featureHref } from "./group-header";

/** A feature of a version, as the store keeps it. */
export interface SchemaFeature {
  id: string;
  name: string;
  type: string;
  nullable: boolean;
  computation: string;
  description: string | null;
  tags: readonly string[];
  firstVersion: number;
  details: Readonly<Record<string, unknown>>;
}

const COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Feature", kind: "name", width: 188 },
  { id: "type", header: "Type", kind: "mono", width: 88 },
  {
    id: "nullable",
    header: "Nullable",
    kind: "bool",
    width: 80,
    hint: "Whether a value may be missing",
    phone: "hide",
  },
  { id: "unit", header: "Unit", kind: "text", width: 80, empty: "No unit" },
  { id: "description", header: "Description", kind: "text", empty: "Nobody has described it yet" },
  {
    id: "expression",
    header: "Computed",
    kind: "mono",
    width: 148,
    hint: "The column, SQL expression or function",
  },
  {
    id: "interval",
    header: "Interval",
    kind: "mono",
    width: 128,
    hint: "Which rows count, as a literal interval",
    empty: "No window",
  },
  { id: "default", header: "Default", kind: "value", width: 80, empty: "No default" },
  { id: "tags", header: "Tags", kind: "chips", width: 116, empty: "No tags" },
  { id: "constraints", header: "Allowed", kind: "text", width: 140, empty: "No constraints", hidden: true },
  { id: "aliases", header: "Aliases", kind: "mono", width: 108, empty: "No other names", hidden: true },
  { id: "since", header: "Since", kind: "mono", width: 60, hint: "The version that brought it" },
];

/** Columns that say nothing about most groups: shown where they say something, else left to the column menu. */
const OPTIONAL = ["unit", "interval", "default", "tags"];

/** The features of one version, in the order of the definition. */
export function SchemaTable({
  project,
  group,
  version,
  features,
  at,
  now,
}: {
  project: string;
  group: string;
  version: number;
  features: readonly SchemaFeature[];
  at: string | null;
  now: string;
}) {
  const rows = features.map((feature) => toRow(project, group, feature, at));
  const isSaid = (id: string) => rows.some((row) => isFilled(row.cells[id]));
  return (
    <DataTable
      id="schema"
      label={`Features of ${group}@v${version}`}
      columns={COLUMNS.map((column) =>
        OPTIONAL.includes(column.id) && !isSaid(column.id) ? { ...column, hidden: true } : column,
      )}
      rows={rows}
      now={now}
      noun="feature"
      sorting="local"
      empty={<EmptyState title="This version has no features" />}
    />
  );
}

function toRow(project: string, group: string, feature: SchemaFeature, at: string | null): TableRow {
  const facts = featureFacts(feature.details);
  const how = COMPUTATION_LABELS[feature.computation] ?? feature.computation;
  return {
    id: feature.id,
    href: withAt(featureHref(project, group, feature.name), at),
    cells: {
      name: { text: feature.name, copy: `${group}:${feature.name}` },
      type: feature.type,
      nullable: feature.nullable,
      unit: facts.unit,
      description: feature.description,
      expression:
        facts.expression === null
          ? { text: how }
          : { text: facts.expression, tip: `${how}: ${facts.expression}` },
      interval: facts.interval,
      default: facts.default === null ? null : { value: facts.default },
      constraints: facts.constraints.join(", ") || null,
      tags: feature.tags.map((tag) => ({
        text: tag,
        href: withAt(filteredHref(project, "features", "tag", tag), at),
      })),
      aliases: facts.aliases.join(", ") || null,
      since: `v${feature.firstVersion}`,
    },
  };
}

function isFilled(cell: TableRow["cells"][string]): boolean {
  return cell !== null && cell !== undefined && !(Array.isArray(cell) && cell.length === 0);
}
