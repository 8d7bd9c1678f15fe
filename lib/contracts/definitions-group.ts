import { z } from "zod";
import { AGGREGATION_FUNCTIONS, NAME_PATTERN } from "@/lib/core/model/definitions";
import { isName } from "@/lib/core/model/ref";
import {
  ColumnName,
  Compatibility,
  Cron,
  Description,
  Duration,
  EXPECTED,
  Expression,
  LifecycleStatus,
  list,
  Name,
  OneFeatureRef,
  Owner,
  optional,
  ScalarValue,
  Silence,
  Sql,
  Tags,
  TimeZone,
  text,
  Unit,
  unique,
  ValueTypeText,
  Window,
  withDefault,
} from "./definitions-scalars";

const scalar = () => ScalarValue.optional().transform((value) => value ?? null);

const Constraints = z.strictObject({
  min: scalar().describe("The smallest value that is right."),
  max: scalar().describe("The largest value that is right."),
  allowed: optional(z.array(ScalarValue).min(1).max(10_000)).describe("The only values that are right."),
  pattern: optional(text(500)).describe("A regular expression (RE2) that text values match as a whole."),
  min_length: optional(z.int().min(0)).describe("The least number of characters."),
  max_length: optional(z.int().min(0)).describe("The greatest number of characters."),
});

const Feature = z
  .strictObject({
    name: Name,
    type: optional(ValueTypeText).describe(
      "Required, except where the type is derived (aggregations, second_order).",
    ),
    nullable: withDefault(z.boolean(), true).describe("Whether a row may have no value."),
    column: optional(ColumnName).describe("The column that holds the values, if its name differs."),
    unit: Unit,
    description: Description,
    tags: Tags,
    default: scalar().describe("Takes the place of a missing value."),
    aliases: unique(list(Name, 50)).describe("Earlier names under which it can still be read."),
    renamed_from: optional(Name).describe(
      "Its name in the version before: a rename in place of drop and add.",
    ),
    constraints: optional(Constraints),
  })
  .describe("One typed column of the group.");

/** A name that may hold `{window}`. */
const WindowedName = z
  .string()
  .refine((value) => isName(value.replaceAll("{window}", "w")), {
    error: "Is not a name.",
    params: { expected: `${EXPECTED.name}; it may hold {window}` },
  })
  .meta({ description: `${NAME_PATTERN.source}, with {window} where the window's length goes.` });

const Parameter = optional(z.number()).describe("For quantile: 0 to 1. For top_k: how many.");

const Aggregation = z.strictObject({
  name: WindowedName,
  fn: z.enum(AGGREGATION_FUNCTIONS).describe("What is computed over the rows of a window."),
  column: optional(ColumnName).describe("The column or feature that is aggregated."),
  windows: unique(z.array(Window).min(1).max(100)).describe("How far each window reaches back."),
  where: optional(Expression).describe("Only rows for which this holds are counted."),
  bounds: withDefault(z.enum(["(]", "[)"]), "(]").describe("(] = (t − w, t], [) = [t − w, t)."),
  empty: scalar().describe("The value of an empty window. Without it: 0 for count and distinct, else null."),
  parameter: Parameter,
});

const SecondOrder = z.strictObject({
  name: Name,
  feature: OneFeatureRef.describe("The members' feature."),
  fn: z.enum(AGGREGATION_FUNCTIONS).describe("What is computed over the members' values."),
  by: Name.describe("The entity, up the hierarchy, whose members are taken together."),
  parameter: Parameter,
});

const OnDemand = z.strictObject({
  name: Name,
  type: ValueTypeText,
  expression: Expression.describe("An expression over features, join keys and request columns."),
  description: Description,
  request: list(z.strictObject({ name: Name, type: ValueTypeText }), 100).describe(
    "Columns that the caller sends along.",
  ),
});

const Rule = z.strictObject({
  name: Name,
  expression: Expression.describe("Holds for every right row."),
  severity: withDefault(z.enum(["error", "warn"]), "error"),
});

const Schedule = z.strictObject({
  materialize: Cron.describe("When the group is materialized."),
  timezone: withDefault(TimeZone, "UTC").describe("The time zone of the cron expression."),
  retries: withDefault(z.int().min(0).max(20), 2),
  retry_delay: withDefault(Duration, "5m"),
});

const Sla = z.strictObject({
  freshness: optional(Duration).describe("The newest row is never older than this."),
  completeness: optional(z.number().min(0).max(1)).describe("The share of values that are not null."),
});

const WAYS = ["source", "transform", "aggregations", "second_order"] as const;
const ONE_WAY = "exactly one of: source alone, transform, aggregations (with source), second_order";

const GroupShape = z.strictObject({
  kind: z.literal("feature_group"),
  name: Name,
  entity: Name.describe("The entity that the features describe."),
  description: Description,
  owner: Owner,
  tags: Tags,
  lifecycle: LifecycleStatus,
  source: optional(Name).describe(
    "The source or group whose rows are the features, or that aggregations run over.",
  ),
  transform: optional(Sql).describe("One SELECT over sources and groups, by name, that gives the rows."),
  aggregations: optional(z.array(Aggregation).min(1).max(1000)).describe(
    "Windows over the rows of `source`.",
  ),
  second_order: optional(z.array(SecondOrder).min(1).max(1000)).describe(
    "Rollups of another group's features, up the hierarchy.",
  ),
  event_time: optional(ColumnName).describe("The column that says when a row became true."),
  created_time: optional(ColumnName).describe("The column that says when a row became known."),
  tombstone: optional(ColumnName).describe(
    "A boolean column: true means that there is no value from here on.",
  ),
  ttl: optional(Duration).describe("How long a value stays usable. Without it: for ever."),
  emit: optional(Duration).describe("For aggregations: the distance of materialized rows."),
  features: list(Feature, 5000).describe(
    "The schema. Describes derived features of aggregations and second_order.",
  ),
  rules: list(Rule, 500).describe("What holds for every right row."),
  on_demand: list(OnDemand, 500).describe("Features computed when they are read."),
  online: optional(z.strictObject({ enabled: withDefault(z.boolean(), true) })).describe(
    "Whether it is served online.",
  ),
  schedule: optional(Schedule).describe("When and how it is materialized."),
  sla: optional(Sla).describe("What the owner promises."),
  compatibility: Compatibility,
  silence: Silence,
});

/** JSON Schema for "the key stands there and is not null", and its opposite. */
const said = (key: string) => ({ required: [key], properties: { [key]: { not: { type: "null" } } } });
const unsaid = (key: string) => ({ properties: { [key]: { type: "null" } } });

/** Cross-field rules of one group. They run even when other fields are wrong, so that every error shows at once. */
export const FeatureGroupDocument = GroupShape.superRefine(
  (group, ctx) =>
    checkWay(group, (path, message, expected) =>
      ctx.addIssue({ code: "custom", path, message, params: { expected } }),
    ),
  { when: ({ value }) => typeof value === "object" && value !== null },
)
  .describe("Features of one entity that are computed together.")
  .meta({
    oneOf: [
      { allOf: [said("transform"), unsaid("source"), unsaid("aggregations"), unsaid("second_order")] },
      { allOf: [said("source"), said("aggregations"), unsaid("transform"), unsaid("second_order")] },
      { allOf: [said("second_order"), unsaid("source"), unsaid("transform"), unsaid("aggregations")] },
      {
        allOf: [
          said("source"),
          said("features"),
          unsaid("transform"),
          unsaid("aggregations"),
          unsaid("second_order"),
        ],
      },
    ],
  });

type Report = (path: (string | number)[], message: string, expected: string) => void;

/** `group` may be any object here: another field may be wrong. */
function checkWay(group: Partial<Record<keyof z.output<typeof GroupShape>, unknown>>, report: Report) {
  const said = WAYS.filter((way) => group[way] !== undefined && group[way] !== null);
  const ways = said.filter((way) => way !== "source");
  if (said.length === 0) report([], "Nothing says how the features come about.", ONE_WAY);
  for (const way of ways.slice(1)) report([way], `Stands beside ${ways[0]}.`, ONE_WAY);
  const [way] = ways;
  if (way === "aggregations" && group.source == null)
    report([], "Aggregations need a source.", "source: the source or group that they run over");
  if ((way === "transform" || way === "second_order") && group.source != null)
    report(["source"], `Stands beside ${way}.`, ONE_WAY);
  if (ways.length > 1 || said.length === 0) return;
  const forbidden: Partial<Record<string, readonly (keyof typeof group)[]>> = {
    transform: ["emit"],
    aggregations: ["tombstone"],
    second_order: ["emit", "tombstone", "event_time", "created_time"],
  };
  for (const key of forbidden[way ?? "source"] ?? (way ? [] : ["emit" as const])) {
    if (group[key] != null) report([key], `Has no meaning with ${way ?? "source alone"}.`, `no ${key}`);
  }
  checkFeatures(group.features, way === undefined || way === "transform", report);
}

function checkFeatures(features: unknown, areStored: boolean, report: Report) {
  if (features !== undefined && features !== null && !Array.isArray(features)) return;
  if (areStored && (features == null || features.length === 0)) {
    report([], "Has no features.", "features: a list with the name and type of each feature");
  }
  for (const [index, feature] of (features ?? []).entries()) {
    if (typeof feature !== "object" || feature === null) continue;
    if (areStored && feature.type == null && feature.name != null)
      report(["features", index], "A feature of stored rows needs a type.", `type: ${EXPECTED.valueType}`);
    if (!areStored && feature.column != null)
      report(["features", index, "column"], "A derived feature has no column.", "no column");
  }
}
