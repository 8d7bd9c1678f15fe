/**
 * The definition documents: what a team writes in YAML, what `plan` compares, what a version stores.
 * Keys stay in snake_case on purpose: file, database, API and memory hold one shape.
 * These types describe documents after parsing, with every default filled in; `null` means "not said".
 */

/** The kinds of documents, in the order in which they are applied. */
export const KINDS = ["project", "team", "entity", "source", "feature_group", "feature_service"] as const;
/** The kind of a document. */
export type Kind = (typeof KINDS)[number];

/** How strictly a change is judged: which readers count, and against which versions (`_TRANSITIVE`: all that are in use). */
export const COMPATIBILITY_MODES = [
  "NONE",
  "BACKWARD",
  "FORWARD",
  "FULL",
  "BACKWARD_TRANSITIVE",
  "FORWARD_TRANSITIVE",
  "FULL_TRANSITIVE",
] as const;
/** One of {@link COMPATIBILITY_MODES}. */
export type CompatibilityMode = (typeof COMPATIBILITY_MODES)[number];

/** What a group or service is to others: not yet, in use, on its way out, out of use. */
export const LIFECYCLES = ["draft", "active", "deprecated", "retired"] as const;
/** One of {@link LIFECYCLES}. */
export type Lifecycle = (typeof LIFECYCLES)[number];

/** Lower case, digits and single underscores, starting with a letter, at most 63 characters. */
export const NAME_PATTERN = /^[a-z](_?[a-z0-9])*$/;
/** Characters of the longest name. */
export const NAME_LENGTH_MAX = 63;

/** A scalar default or bound. Integers beyond 2^53 and decimals are written as strings. */
export type Scalar = string | number | boolean | null;

/** Warnings about an object that its owners have read and accepted, by rule id. */
export interface Silencing {
  silence: string[];
}

/** The namespace of everything else, with its defaults. */
export interface ProjectDefinition {
  kind: "project";
  name: string;
  description: string | null;
  owner: string | null;
  compatibility: CompatibilityMode | null;
}

/** Who owns objects and decides about their changes. */
export interface TeamDefinition {
  kind: "team";
  name: string;
  description: string | null;
  /** E-mail addresses; `null` when this file does not say who the members are. */
  members: string[] | null;
}

/** One of the typed keys that identify an entity. */
export interface JoinKeyDefinition {
  name: string;
  type: string;
  description: string | null;
}

/** What features describe. Join keys are ordered. */
export interface EntityDefinition extends Silencing {
  kind: "entity";
  name: string;
  description: string | null;
  owner: string | null;
  tags: string[];
  join_keys: JoinKeyDefinition[];
  /** `from` is a `group:feature` reference that names the parent's key at a time. */
  parent: { entity: string; from: string } | null;
}

/** Where rows come from: files, a push endpoint, a stream, one SELECT. */
export const SOURCE_TYPES = ["file", "push", "stream", "query"] as const;
/** One of {@link SOURCE_TYPES}. */
export type SourceType = (typeof SOURCE_TYPES)[number];

/** A column and its value type as text. */
export interface ColumnDefinition {
  name: string;
  type: string;
}

/** Where raw rows live, and which of their columns hold times. */
export interface SourceDefinition extends Silencing {
  kind: "source";
  name: string;
  description: string | null;
  owner: string | null;
  tags: string[];
  type: SourceType;
  /** Relative to a configured root; a file or a glob. Only file sources have one. */
  path: string | null;
  /** One SELECT over other sources and groups, by name. Only query sources have one. */
  query: string | null;
  format: "parquet" | "csv" | null;
  event_time: string | null;
  created_time: string | null;
  valid_to: string | null;
  /** IANA name. Required when the event time column has no zone of its own. */
  timezone: string | null;
  /** Column types as pinned at apply; `null` until they have been inferred. */
  columns: ColumnDefinition[] | null;
}

/** What right values are like; bounds are inclusive, lengths count characters. */
export interface ConstraintsDefinition {
  min: Scalar;
  max: Scalar;
  allowed: Scalar[] | null;
  pattern: string | null;
  min_length: number | null;
  max_length: number | null;
}

/** One typed column of a group, as its author describes it. */
export interface FeatureDefinition {
  name: string;
  /** `null` where the type is derived (aggregations, second order). */
  type: string | null;
  nullable: boolean;
  /** The column of the source or transform that holds the values; `null` = the same name. */
  column: string | null;
  unit: string | null;
  description: string | null;
  tags: string[];
  default: Scalar;
  aliases: string[];
  renamed_from: string | null;
  constraints: ConstraintsDefinition | null;
}

/** What can be computed over the rows of a window or the members of an entity. */
export const AGGREGATION_FUNCTIONS = [
  "count",
  "sum",
  "mean",
  "min",
  "max",
  "stddev",
  "distinct",
  "approx_distinct",
  "last",
  "first",
  "quantile",
  "mode",
  "top_k",
  "collect_distinct",
  "first_time",
  "exists",
] as const;
/** One of {@link AGGREGATION_FUNCTIONS}. */
export type AggregationFunction = (typeof AGGREGATION_FUNCTIONS)[number];

/** One function over one or more windows: as many features as there are windows. */
export interface AggregationDefinition {
  /** May hold `{window}`; required to when there are several windows. */
  name: string;
  fn: AggregationFunction;
  column: string | null;
  /** Durations or `lifetime`. */
  windows: string[];
  where: string | null;
  bounds: "(]" | "[)";
  /** The value of an empty window; `null` follows the function: 0 for count and distinct, else null. */
  empty: Scalar;
  /** For quantile: 0..1. For top_k: how many. */
  parameter: number | null;
}

/** A rollup of the members' values of a feature, up the hierarchy. */
export interface SecondOrderDefinition {
  name: string;
  /** `group:feature`, optionally `group@vN:feature`. */
  feature: string;
  fn: AggregationFunction;
  /** The entity, up the hierarchy, whose members are aggregated. */
  by: string;
  /** As in {@link AggregationDefinition}. */
  parameter: number | null;
}

/** A feature computed when it is read, from other features and from what the caller sends. */
export interface OnDemandDefinition {
  name: string;
  type: string;
  expression: string;
  description: string | null;
  /** Columns the caller sends with the request. */
  request: ColumnDefinition[];
}

/** An SQL condition that holds for every right row. */
export interface RuleDefinition {
  name: string;
  expression: string;
  severity: "error" | "warn";
}

/** When a group is materialized: five-field cron in a time zone; retries after a delay. */
export interface ScheduleDefinition {
  materialize: string;
  timezone: string;
  retries: number;
  retry_delay: string;
}

/** Features of one entity that are computed together. */
export interface FeatureGroupDefinition extends Silencing {
  kind: "feature_group";
  name: string;
  entity: string;
  description: string | null;
  owner: string | null;
  tags: string[];
  lifecycle: Lifecycle | null;
  /** Rows of a source or group; with `aggregations`, what they run over. `null` with `transform` or `second_order`. */
  source: string | null;
  /** One SELECT over sources and groups, by name. */
  transform: string | null;
  aggregations: AggregationDefinition[] | null;
  second_order: SecondOrderDefinition[] | null;
  event_time: string | null;
  created_time: string | null;
  tombstone: string | null;
  /** A duration; `null` = unlimited. */
  ttl: string | null;
  /** A duration: the distance of materialized ticks of an aggregation group. */
  emit: string | null;
  features: FeatureDefinition[];
  rules: RuleDefinition[];
  on_demand: OnDemandDefinition[];
  online: { enabled: boolean } | null;
  schedule: ScheduleDefinition | null;
  sla: { freshness: string | null; completeness: number | null } | null;
  compatibility: CompatibilityMode | null;
}

/** One entry of a service: a pinned or floating reference, as text or with an alias and a key map. */
export interface ServiceFeatureDefinition {
  /** `null` = the project of the service. */
  project: string | null;
  group: string;
  /** `null` follows the latest version. */
  version: number | null;
  as: string | null;
  /** entity key → spine column. */
  keys: Record<string, string> | null;
  /** `null` = all features of the group. */
  features: string[] | null;
}

/** What reads a service. */
export const CONSUMER_TYPES = ["model", "service", "dashboard", "job"] as const;
/** A reader of a service, and how it reads: it decides what a change does to it. */
export interface ConsumerDefinition {
  name: string;
  type: (typeof CONSUMER_TYPES)[number];
  owner: string | null;
  uses: "training" | "serving" | "both";
  reads: "by_name" | "all" | "positional";
  casts: boolean;
  imputes: string[];
  unknown_bucket: boolean;
}

/** A named set of features that consumers read. */
export interface FeatureServiceDefinition extends Silencing {
  kind: "feature_service";
  name: string;
  description: string | null;
  owner: string | null;
  tags: string[];
  lifecycle: Lifecycle | null;
  features: ServiceFeatureDefinition[];
  consumers: ConsumerDefinition[];
}

/** A definition document of any kind. */
export type Definition =
  | ProjectDefinition
  | TeamDefinition
  | EntityDefinition
  | SourceDefinition
  | FeatureGroupDefinition
  | FeatureServiceDefinition;

/** How a group's features come about. Exactly one holds for each group. */
export const COMPUTATIONS = ["source", "transform", "aggregations", "second_order"] as const;
/** One of {@link COMPUTATIONS}. */
export type Computation = (typeof COMPUTATIONS)[number];

/** @returns which of the four ways defines this group; `source` when only `source` is given. */
export function computationOf(
  group: Pick<FeatureGroupDefinition, "transform" | "aggregations" | "second_order">,
): Computation {
  if (group.transform !== null) return "transform";
  if (group.aggregations !== null) return "aggregations";
  if (group.second_order !== null) return "second_order";
  return "source";
}
