import type { VersionContent } from "../definitions/canonical";
import { TICK_COLUMN } from "../definitions/times";
import type { ConstraintsDefinition, FeatureGroupDefinition } from "../model/definitions";
import { computationOf } from "../model/definitions";
import type { TypedColumn } from "../pit/cell";
import { RESERVED_PREFIX } from "./layout";

export interface StoredColumn extends TypedColumn {
  role: "key" | "event_time" | "created_time" | "tombstone" | "feature";
  /** Keys and the event time never are; a created time may be missing (its row is then never known, rule 8 and 9). */
  nullable: boolean;
  constraints: ConstraintsDefinition | null;
}

/** The columns of a group version as the offline store holds them: what writers bring and readers get. */
export interface StoredSchema {
  /** The group's name, for messages. */
  group: string;
  /** Keys, event time, created time, tombstone, then features in the order of the definition; names differ in more than case. */
  columns: StoredColumn[];
  eventTime: string;
  createdTime: string | null;
  /** IANA zone of times without one; `null` = such times are refused. */
  timezone: string | null;
  /** Conditions that every row has to meet: the rules of severity `error`. */
  rules: { name: string; expression: string }[];
}

export type SchemaOutcome = { ok: true; schema: StoredSchema } | { ok: false; reason: string };

interface PublishedVersion {
  document: FeatureGroupDefinition;
  content: VersionContent;
  /** In the order of the definition. */
  features: readonly { name: string; type: string; nullable: boolean; computation: string }[];
}

/**
 * Rows carry the names under which others read the group: a feature under its own name, not that of the source's column.
 * On-demand features are computed when read and are not stored.
 *
 * @returns the schema, or why the version has no history of its own.
 */
export function storedSchema({ document, content, features }: PublishedVersion): SchemaOutcome {
  const computation = computationOf(document);
  const isTicked = computation === "aggregations" || computation === "second_order";
  const eventTime = isTicked ? TICK_COLUMN : content.event_time;
  const createdTime = isTicked ? null : content.created_time;
  if (eventTime === null) {
    return { ok: false, reason: `${document.name} has no event time, so its rows have no history` };
  }
  const constraints = new Map(content.features.map((feature) => [feature.name, feature.constraints]));
  const columns: StoredColumn[] = [];
  const add = (column: StoredColumn) => {
    if (!columns.some((known) => known.name.toLowerCase() === column.name.toLowerCase()))
      columns.push(column);
  };
  for (const { name, type } of content.join_keys)
    add({ name, type, role: "key", nullable: false, constraints: null });
  add({ name: eventTime, type: "timestamp", role: "event_time", nullable: false, constraints: null });
  if (createdTime !== null)
    add({ name: createdTime, type: "timestamp", role: "created_time", nullable: true, constraints: null });
  const stored = features.filter((feature) => feature.computation !== "on_demand");
  if (content.tombstone !== null && !stored.some(({ name }) => name === content.tombstone))
    add({ name: content.tombstone, type: "bool", role: "tombstone", nullable: true, constraints: null });
  for (const { name, type, nullable } of stored)
    add({ name, type, role: "feature", nullable, constraints: constraints.get(name) ?? null });
  const reserved = columns.find(({ name }) => name.startsWith(RESERVED_PREFIX));
  if (reserved) return { ok: false, reason: `the column name ${reserved.name} is reserved` };
  return {
    ok: true,
    schema: {
      group: document.name,
      columns,
      eventTime,
      createdTime,
      timezone: isTicked ? "UTC" : content.timezone,
      rules: document.rules
        .filter(({ severity }) => severity === "error")
        .map(({ name, expression }) => ({ name, expression })),
    },
  };
}
