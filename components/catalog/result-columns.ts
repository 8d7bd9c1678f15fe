import type { TableColumn } from "@/components/table/columns";
import type { CatalogKind } from "@/lib/core/search/query";

/** The columns of a list of entries of every kind. */
const ALL: TableColumn[] = [
  { id: "name", header: "Name", kind: "name", width: 256, sortable: true },
  { id: "description", header: "Description", kind: "text", empty: "Nobody has described it" },
  { id: "kind", header: "Kind", kind: "text", width: 112, sortable: true },
  {
    id: "type",
    header: "Type",
    kind: "mono",
    width: 100,
    sortable: true,
    empty: "Only features have a value type",
  },
  { id: "owner", header: "Owner", kind: "owner", width: 136, sortable: true, empty: "No team owns it" },
  {
    id: "entity",
    header: "Entity",
    kind: "text",
    width: 112,
    sortable: true,
    hidden: true,
    empty: "Only feature groups and features belong to an entity",
  },
  { id: "tags", header: "Tags", kind: "chips", width: 180, hidden: true, empty: "It has no tags" },
  { id: "updated", header: "Changed", kind: "time", width: 112, sortable: true, hidden: true },
];

const NAME: TableColumn = { id: "name", header: "Name", kind: "name", sortable: true };
const DESCRIPTION: TableColumn = {
  id: "description",
  header: "Description",
  kind: "text",
  empty: "Nobody has described it",
  phone: "hide",
};
const OWNER: TableColumn = {
  id: "owner",
  header: "Owner",
  kind: "owner",
  width: 128,
  sortable: true,
  empty: "No team owns it",
};
const TAGS: TableColumn = { id: "tags", header: "Tags", kind: "chips", width: 180, empty: "It has no tags" };
const UPDATED: TableColumn = { id: "updated", header: "Changed", kind: "time", width: 96, sortable: true };
const ENTITY: TableColumn = { id: "entity", header: "Entity", kind: "text", width: 86, sortable: true };
const LIFECYCLE: TableColumn = {
  id: "lifecycle",
  header: "Lifecycle",
  kind: "lifecycle",
  sortable: true,
  hidden: true,
};

const hidden = (column: TableColumn): TableColumn => ({ ...column, hidden: true });
const count = (id: string, header: string, hint: string): TableColumn => ({
  id,
  header,
  kind: "number",
  width: 78,
  hint,
});

const BY_KIND: Record<CatalogKind, TableColumn[]> = {
  entity: [
    { ...NAME, width: 144 },
    { id: "join_keys", header: "Join keys", kind: "mono", width: 174, hint: "What identifies one of them" },
    {
      id: "parent",
      header: "Parent",
      kind: "text",
      width: 80,
      empty: "Top of its hierarchy",
      hint: "The entity above it in its hierarchy",
    },
    count("groups", "Groups", "Feature groups that describe it"),
    DESCRIPTION,
    OWNER,
    hidden(TAGS),
    hidden(LIFECYCLE),
    hidden(UPDATED),
  ],
  source: [
    { ...NAME, width: 152 },
    { id: "path", header: "Path", kind: "mono", width: 200, empty: "Only file sources have a path" },
    {
      id: "event_time",
      header: "Event time",
      kind: "mono",
      width: 112,
      empty: "It names no event time column",
      hint: "The column that says when a row became true",
    },
    count("columns", "Columns", "Columns, as their types were pinned at apply"),
    count("groups", "Groups", "Feature groups that read it"),
    OWNER,
    { ...hidden(DESCRIPTION) },
    { id: "source_type", header: "Type", kind: "text", width: 84, hidden: true },
    {
      id: "format",
      header: "Format",
      kind: "text",
      width: 84,
      hidden: true,
      empty: "Only files have a format",
    },
    hidden(TAGS),
    hidden(LIFECYCLE),
    hidden(UPDATED),
  ],
  group: [
    NAME,
    ENTITY,
    count("features", "Features", "Features of the latest version"),
    {
      id: "consumers",
      header: "Consumers",
      kind: "number",
      width: 96,
      hint: "Models, services, dashboards and jobs that read it through a service",
    },
    {
      id: "ttl",
      header: "TTL",
      kind: "text",
      width: 80,
      empty: "Values never expire",
      hint: "How long a value counts",
    },
    OWNER,
    UPDATED,
    hidden(DESCRIPTION),
    {
      id: "source",
      header: "Reads",
      kind: "mono",
      width: 180,
      hidden: true,
      empty: "It reads other features only",
    },
    { id: "computed", header: "How it is computed", kind: "text", width: 160, hidden: true },
    { id: "online", header: "Online", kind: "bool", hidden: true, empty: "Not said" },
    hidden(TAGS),
    LIFECYCLE,
  ],
  feature: [
    { ...NAME, width: 168, hint: "In the order of their groups" },
    { id: "group", header: "Group", kind: "mono", width: 152 },
    {
      id: "type",
      header: "Type",
      kind: "mono",
      width: 92,
      sortable: true,
      empty: "Its type is not known yet",
    },
    { id: "unit", header: "Unit", kind: "text", width: 76, empty: "It has no unit", phone: "hide" },
    { ...DESCRIPTION, phone: "line" },
    OWNER,
    {
      id: "expression",
      header: "Definition",
      kind: "mono",
      width: 220,
      hidden: true,
      empty: "It is the column of its own name",
    },
    { id: "computed", header: "How it is computed", kind: "text", width: 160, hidden: true },
    { id: "interval", header: "Window", kind: "text", width: 92, hidden: true, empty: "It has no window" },
    { id: "online", header: "Online", kind: "bool", hidden: true, empty: "Not said" },
    hidden(ENTITY),
    hidden(TAGS),
    LIFECYCLE,
    hidden(UPDATED),
  ],
  service: [
    NAME,
    DESCRIPTION,
    {
      id: "pins",
      header: "Pins",
      kind: "number",
      width: 76,
      hint: "Lines of its definition, each a pin to a group",
    },
    count("groups", "Groups", "Feature groups it takes features from"),
    { ...count("consumers", "Consumers", "Who reads it"), width: 100 },
    OWNER,
    hidden(TAGS),
    LIFECYCLE,
    hidden(UPDATED),
  ],
  consumer: [
    { ...NAME, width: 152 },
    { id: "consumer_type", header: "Type", kind: "text", width: 96 },
    { id: "service", header: "Service", kind: "mono", width: 156 },
    { id: "uses", header: "Uses it for", kind: "text", width: 148 },
    {
      id: "reads",
      header: "Reads by",
      kind: "text",
      width: 84,
      hint: "How it picks features out of the answer",
    },
    OWNER,
    LIFECYCLE,
    hidden(UPDATED),
  ],
};

/** The columns of one kind, or of every kind at once. */
export function resultColumns(kind: CatalogKind | null): readonly TableColumn[] {
  return kind === null ? ALL : BY_KIND[kind];
}
