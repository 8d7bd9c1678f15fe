import { z } from "zod";
import { CONSUMER_TYPES, type ServiceFeatureDefinition, SOURCE_TYPES } from "@/lib/core/model/definitions";
import { parseFeatureRef } from "@/lib/core/model/ref";
import {
  Column,
  ColumnName,
  Compatibility,
  Description,
  EXPECTED,
  LifecycleStatus,
  list,
  Name,
  OneFeatureRef,
  Owner,
  optional,
  Silence,
  Sql,
  Tags,
  TimeZone,
  text,
  unique,
  ValueTypeText,
  withDefault,
} from "./definitions-scalars";

export const ProjectDocument = z
  .strictObject({
    kind: z.literal("project"),
    name: Name,
    description: Description,
    owner: optional(Name).describe("The default owner team of objects that name none."),
    compatibility: Compatibility,
  })
  .describe("The project: the namespace of everything else.");

export const TeamDocument = z
  .strictObject({
    kind: z.literal("team"),
    name: Name,
    description: Description,
    members: optional(
      unique(
        z
          .array(
            z
              .string()
              .trim()
              .toLowerCase()
              .max(254)
              .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/),
          )
          .max(10_000),
      ),
    ).describe("E-mail addresses. Without this key, files say nothing about the members."),
  })
  .describe("A team: it owns objects and decides about their changes.");

export const EntityDocument = z
  .strictObject({
    kind: z.literal("entity"),
    name: Name,
    description: Description,
    owner: Owner,
    tags: Tags,
    join_keys: z
      .array(z.strictObject({ name: Name, type: ValueTypeText, description: Description }))
      .min(1)
      .max(20)
      .describe("The typed keys that identify one of these, in order."),
    parent: optional(
      z.strictObject({
        entity: Name.describe("The parent entity."),
        from: OneFeatureRef.describe("The feature that names the parent's key at a time."),
      }),
    ).describe("The next level of the hierarchy, for second-order aggregation."),
    silence: Silence,
  })
  .describe("What features describe, with its join keys.");

const SourceShape = z.strictObject({
  kind: z.literal("source"),
  name: Name,
  description: Description,
  owner: Owner,
  tags: Tags,
  type: withDefault(z.enum(SOURCE_TYPES), "file").describe("Where the rows come from."),
  path: optional(text(1000)).describe("A file or a glob, relative to a configured root. For file sources."),
  query: optional(Sql).describe("One SELECT over other sources and groups. For query sources."),
  format: optional(z.enum(["parquet", "csv"])).describe("Without it, told by the file's ending."),
  event_time: optional(ColumnName).describe("The column that says when a row became true."),
  created_time: optional(ColumnName).describe("The column that says when a row became known."),
  valid_to: optional(ColumnName).describe("The column that says when a row stopped being true."),
  timezone: optional(TimeZone).describe("Required when the event time has no zone of its own."),
  columns: optional(z.array(Column).min(1).max(10_000)).describe("Without it, inferred and pinned at apply."),
  silence: Silence,
});

/** Cross-field rules run even when other fields are wrong, so that every error shows at once. */
export const SourceDocument = SourceShape.superRefine(checkSource, {
  when: ({ value }) => typeof value === "object" && value !== null,
})
  .transform((source) => ({
    ...source,
    format: source.format ?? (source.path === null ? null : formatOf(source.path)),
  }))
  .describe("Where raw rows live.");

/** Any other field may be wrong here, or missing. */
function checkSource(source: Partial<z.output<typeof SourceShape>>, ctx: z.RefinementCtx) {
  const problem = (path: (string | number)[], message: string, expected: string) =>
    ctx.addIssue({ code: "custom", path, message, params: { expected } });
  const { type = "file", path } = source;
  if (type === "file" && path == null) problem([], "A file source needs a path.", `path: ${EXPECTED.path}`);
  if (type === "query" && source.query == null)
    problem([], "A query source needs a query.", "query: one SELECT");
  for (const [key, owner] of [
    ["path", "file"],
    ["format", "file"],
    ["query", "query"],
  ] as const) {
    if (type !== owner && source[key] != null) problem([key], `A ${type} source has no ${key}.`, `no ${key}`);
  }
  if (typeof path === "string" && type === "file") {
    if (!isContainedPath(path)) problem(["path"], "Leaves the configured root.", EXPECTED.path);
    else if (source.format == null && formatOf(path) === null)
      problem(["path"], `"${path}" does not tell its format.`, "format: parquet or csv");
  }
  const seen = new Set<string>();
  for (const [index, column] of (source.columns ?? []).entries()) {
    if (typeof column?.name !== "string") continue;
    const name = column.name.toLowerCase();
    if (seen.has(name))
      problem(["columns", index, "name"], `Column "${column.name}" stands here twice.`, "each column once");
    seen.add(name);
  }
}

/** A first look at the spelling; the engine resolves links and contains the real path again. */
function isContainedPath(path: string): boolean {
  return (
    !/^[/\\~]|^[A-Za-z]:|\\|\p{Cc}|:\/\//u.test(path) &&
    !path.split("/").some((part) => part === ".." || part === "." || part === "")
  );
}

/** @returns the format that a file's ending tells. */
export function formatOf(path: string): "parquet" | "csv" | null {
  if (/\.(parquet|pq)$/i.test(path)) return "parquet";
  return /\.(csv|tsv)(\.gz)?$/i.test(path) ? "csv" : null;
}

const ServiceRefText = z
  .string()
  .refine((value) => parseFeatureRef(value) !== null, {
    error: "Is not a reference.",
    params: { expected: EXPECTED.serviceRef },
  })
  .transform((value): ServiceFeatureDefinition => {
    const ref = parseFeatureRef(value);
    if (!ref) throw new Error("a checked reference");
    const { project, group, version, feature } = ref;
    return { project, group, version, as: null, keys: null, features: feature === null ? null : [feature] };
  })
  .meta({ examples: ["airport_load:mean_delay_7d", "airport_departures@v1:*"] });

const ServiceRefObject = z
  .strictObject({
    group: z
      .string()
      .refine((value) => parseFeatureRef(`${value}:*`) !== null, {
        error: "Is not a group.",
        params: { expected: EXPECTED.groupRef },
      })
      .describe("The group, with its version if it is pinned: airport_load@v2."),
    version: optional(z.int().min(1)).describe("The pinned version, as a number."),
    as: optional(Name).describe("The prefix of the output columns, in place of the group's name."),
    keys: optional(z.record(Name, ColumnName)).describe("Which spine column holds which join key."),
    features: optional(unique(z.array(Name).min(1).max(5000))).describe(
      "Without it, all features of the group.",
    ),
  })
  .superRefine((entry, ctx) => {
    if (entry.version !== null && entry.group.includes("@")) {
      ctx.addIssue({
        code: "custom",
        path: ["version"],
        message: "The version is said twice.",
        params: { expected: `only one of group: ${entry.group} and version` },
      });
    }
  })
  .transform((entry): ServiceFeatureDefinition => {
    const ref = parseFeatureRef(`${entry.group}:*`);
    if (!ref) throw new Error("a checked reference");
    const { as, keys, features } = entry;
    return {
      project: ref.project,
      group: ref.group,
      version: entry.version ?? ref.version,
      as,
      keys,
      features,
    };
  });

const ConsumerShape = z.strictObject({
  name: Name,
  type: z.enum(CONSUMER_TYPES),
  owner: Owner,
  uses: withDefault(z.enum(["training", "serving", "both"]), "both").describe(
    "What the consumer reads the features for.",
  ),
  reads: withDefault(z.enum(["by_name", "all", "positional"]), "by_name").describe(
    "How it picks features out of the answer.",
  ),
  casts: withDefault(z.boolean(), false).describe("Whether it casts values to the type that it expects."),
  imputes: unique(list(text(200), 5000)).describe("Features for which it fills in missing values."),
  unknown_bucket: withDefault(z.boolean(), false).describe(
    "Whether it copes with categories it has never seen.",
  ),
});

export const FeatureServiceDocument = z
  .strictObject({
    kind: z.literal("feature_service"),
    name: Name,
    description: Description,
    owner: Owner,
    tags: Tags,
    lifecycle: LifecycleStatus,
    features: z
      .array(z.union([ServiceRefText, ServiceRefObject]))
      .min(1)
      .max(5000)
      .describe("What consumers read, in order."),
    consumers: list(ConsumerShape, 1000).describe("Models, services, dashboards and jobs that read it."),
    silence: Silence,
  })
  .describe("A named set of features that consumers read.");
