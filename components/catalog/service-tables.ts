import type { TableColumn, TableRow } from "@/components/table/columns";
import {
  type Computation,
  type ConsumerDefinition,
  LIFECYCLES,
  type ServiceFeatureDefinition,
} from "@/lib/core/model/definitions";
import { formatCounted } from "@/lib/format/number";
import { objectHref, teamHref, withAt } from "./addresses";

/** A pin with what it resolves to now. */
export interface PinView extends ServiceFeatureDefinition {
  latestVersion: number | null;
  lifecycle: string | null;
  /** Versions between the pinned and the latest one. */
  behind: number;
  /** How the group is computed; `null` for a group of another project. */
  computation: Computation | null;
  joinKeys: readonly { name: string; type: string }[];
}

export const PIN_COLUMNS: readonly TableColumn[] = [
  { id: "group", header: "Feature group", kind: "name", sortable: true },
  {
    id: "version",
    header: "Version",
    kind: "text",
    width: 96,
    hint: "A pinned version, or always the latest",
  },
  { id: "behind", header: "Behind", kind: "text", width: 108, empty: "It reads the latest version" },
  { id: "features", header: "Features", kind: "chips", width: 232 },
  { id: "alias", header: "As", kind: "mono", width: 108, empty: "Columns carry the group's name" },
  { id: "keys", header: "Key map", kind: "mono", width: 156, empty: "Keys have the same names in the spine" },
];

export function pinRow(project: string, pin: PinView, index: number, at: string | null): TableRow {
  const { group, version, latestVersion, behind, features, as: alias, keys } = pin;
  const href = objectHref(pin.project ?? project, "group", group);
  const lag = behind > 0 && version !== null && latestVersion !== null;
  return {
    id: String(index),
    cells: {
      group: {
        text: group,
        href: withAt(href, at),
        lifecycle: LIFECYCLES.find((known) => known === pin.lifecycle && known !== "active"),
      },
      version:
        version === null ? `latest${latestVersion === null ? "" : `, v${latestVersion}`}` : `v${version}`,
      behind: lag
        ? {
            text: formatCounted(behind, "version"),
            href: withAt(`${href}/versions?from=${version}&to=${latestVersion}`, at),
            tip: `Compare v${version} with v${latestVersion}`,
          }
        : null,
      features:
        features === null
          ? [{ text: "all", tip: "Every feature of that version" }]
          : features.map((name) => ({ text: name, href: withAt(`${href}/features/${name}`, at) })),
      alias,
      keys:
        keys === null
          ? null
          : Object.entries(keys)
              .map(([key, column]) => `${key} = ${column}`)
              .join(", "),
    },
  };
}

export const CONSUMER_COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Consumer", kind: "name", sortable: true },
  { id: "type", header: "Type", kind: "text", width: 108, sortable: true },
  { id: "uses", header: "Uses it for", kind: "text", width: 156, sortable: true },
  {
    id: "reads",
    header: "Reads by",
    kind: "text",
    width: 108,
    hint: "How it picks features out of the answer",
  },
  { id: "owner", header: "Owner", kind: "owner", sortable: true, empty: "No team owns it" },
];

export function consumerRow(
  { id, name, type, owner }: { id: string; name: string; type: string; owner: string | null },
  definitions: readonly ConsumerDefinition[],
  at: string | null,
): TableRow {
  const definition = definitions.find((candidate) => candidate.name === name);
  return {
    id,
    cells: {
      name,
      type,
      uses: definition?.uses === "both" ? "training and serving" : definition?.uses,
      reads: READS[definition?.reads ?? "by_name"],
      owner: owner === null ? null : { text: owner, href: withAt(teamHref(owner), at) },
    },
  };
}

const READS: Record<ConsumerDefinition["reads"], string> = {
  by_name: "name",
  all: "all",
  positional: "position",
};
