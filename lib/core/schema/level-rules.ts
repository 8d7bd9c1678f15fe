/** How bad a change is for those who read. */
export type Severity = "safe" | "risky" | "break";

/**
 * What one kind of change does to readers. `training`: the new definition reads old rows. `serving`: a model
 * pinned to the old version reads newly written rows. Both without any evidence from data, and as if live
 * consumers of both kinds used what changed.
 */
export interface LevelRule {
  training: Severity;
  serving: Severity;
  /** What changed, as the start of a sentence. */
  title: string;
  /** Why it is judged so, in one sentence. */
  reason: string;
  /** The published rule it follows. */
  follows: string;
}

const rule = (
  training: Severity,
  serving: Severity,
  title: string,
  reason: string,
  follows: string,
): LevelRule => ({ training, serving, title, reason, follows });

/** The rules by id, in the order of the compatibility rules: structure, types, nulls and defaults, keys and time, meaning. */
export const LEVEL_RULES = {
  "feature-added-optional": rule(
    "safe",
    "safe",
    "Feature added, nullable or with a default",
    "Old rows read as null or as the default.",
    "Confluent: an optional field may be added in every mode",
  ),
  "feature-added-required": rule(
    "break",
    "safe",
    "Feature added, never null, without a default",
    "Old rows have no value for it.",
    "Avro: a missing field needs a default",
  ),
  "feature-dropped": rule(
    "break",
    "break",
    "Feature dropped",
    "Whoever reads it finds nothing.",
    "Buf FIELD_NO_DELETE, dbt removed column",
  ),
  "feature-name-reused": rule(
    "break",
    "break",
    "Name of a dropped feature used again",
    "The same name would mean two things over time.",
    "Buf reserved names",
  ),
  "feature-renamed-with-alias": rule(
    "safe",
    "safe",
    "Feature renamed, the old name kept as an alias",
    "Both names read the same values.",
    "Iceberg: identity is the field id",
  ),
  "feature-renamed-without-alias": rule(
    "break",
    "break",
    "Feature renamed without an alias",
    "Readers of the old name find nothing.",
    "Buf FIELD_SAME_NAME, Atlas BC102",
  ),
  "alias-added": rule("safe", "safe", "Alias added", "One more name reads the same values.", "Avro aliases"),
  "alias-removed": rule(
    "break",
    "break",
    "Alias removed",
    "Whoever still reads the old name finds nothing.",
    "Atlas BC102: the waiver ends with the alias",
  ),
  "type-int-widened": rule(
    "safe",
    "break",
    "Integer type widened",
    "Old rows fit the new type; a model that expects the old one may not take larger values.",
    "Avro, Iceberg and Delta promote one way only",
  ),
  "type-float-widened": rule(
    "safe",
    "break",
    "Float type widened",
    "Old rows fit the new type; thresholds learnt on the old one may fall differently.",
    "Avro, Iceberg and Delta promote one way only",
  ),
  "type-int-to-float-exact": rule(
    "risky",
    "break",
    "Integers became floats, exactly",
    "Each old value has an equal new one, but its class changed.",
    "Avro",
  ),
  "type-int-to-float-inexact": rule(
    "risky",
    "break",
    "Integers became floats, inexactly",
    "Large values are rounded.",
    "Avro; Delta offers decimal only",
  ),
  "type-decimal-precision-up": rule(
    "safe",
    "break",
    "Decimal precision raised",
    "Old values fit; new ones may not fit the old type.",
    "Iceberg, Delta",
  ),
  "type-decimal-scale-up": rule(
    "risky",
    "break",
    "Decimal scale raised",
    "Old values fit; equality by text may change.",
    "Delta 4",
  ),
  "type-decimal-narrowed": rule(
    "break",
    "safe",
    "Decimal narrowed",
    "Old values may not fit.",
    "the mirror of widening",
  ),
  "type-date-to-timestamp": rule(
    "risky",
    "break",
    "Date became a timestamp without a zone",
    "Each date reads as its midnight.",
    "Iceberg v3, Delta",
  ),
  "type-zone-changed": rule(
    "break",
    "break",
    "Time gained or lost its zone",
    "The same text names another instant.",
    "Iceberg forbids it",
  ),
  "type-string-bytes": rule(
    "risky",
    "risky",
    "Text and bytes exchanged",
    "Only valid UTF-8 reads both ways.",
    "Avro",
  ),
  "type-int-narrowed": rule(
    "break",
    "safe",
    "Integer type narrowed",
    "Old values may not fit.",
    "Avro resolution read backwards",
  ),
  "type-float-narrowed": rule(
    "break",
    "risky",
    "Float type narrowed",
    "Old values are rounded.",
    "Avro resolution read backwards",
  ),
  "type-struct-field-added": rule(
    "safe",
    "safe",
    "Struct field added",
    "Old rows read as null.",
    "as a feature, nested",
  ),
  "type-struct-field-dropped": rule(
    "break",
    "break",
    "Struct field dropped",
    "Whoever reads it finds nothing.",
    "as a feature, nested",
  ),
  "type-embedding-changed": rule(
    "break",
    "break",
    "Embedding dimension changed",
    "Vectors of two models cannot be compared.",
    "Hopsworks",
  ),
  "type-replaced": rule(
    "break",
    "break",
    "Type replaced by another",
    "Values cannot be read as the other type.",
    "Buf FIELD_SAME_TYPE, dbt data_type",
  ),
  "category-added": rule(
    "safe",
    "break",
    "Allowed value added, or the list removed",
    "A model may meet a category it has never seen.",
    "Avro: an unknown symbol is an error",
  ),
  "category-removed": rule(
    "break",
    "safe",
    "Allowed value removed, or a list introduced",
    "Old rows may hold it.",
    "Buf ENUM_VALUE_NO_DELETE",
  ),
  "constraint-changed": rule(
    "risky",
    "risky",
    "Constraint changed",
    "Values beyond the old or the new bounds may exist.",
    "Atlas CD101",
  ),
  "nullable-relaxed": rule(
    "safe",
    "break",
    "Feature became nullable",
    "A model that expects a value may get none.",
    "Avro: a union read by a non-union",
  ),
  "nullable-tightened": rule(
    "break",
    "safe",
    "Feature became non-null",
    "Old rows may hold nulls.",
    "Atlas MF104",
  ),
  "default-added": rule("safe", "safe", "Default added", "Missing values now read as the default.", "Avro"),
  "default-changed": rule(
    "break",
    "risky",
    "Default changed",
    "Old rows that took the default would change.",
    "Iceberg: an initial default is fixed for life",
  ),
  "default-removed-nullable": rule(
    "risky",
    "safe",
    "Default removed, feature nullable",
    "Missing values now read as null.",
    "Avro",
  ),
  "default-removed-required": rule(
    "break",
    "safe",
    "Default removed, feature never null",
    "Missing values now have no reading.",
    "Confluent issue 438",
  ),
  "entity-changed": rule(
    "break",
    "break",
    "Entity changed",
    "The rows describe something else.",
    "Feast: an entity change is a new version",
  ),
  "join-keys-changed": rule(
    "break",
    "break",
    "Set of join keys changed",
    "The grain of the rows changed.",
    "Feast, Buf",
  ),
  "join-key-type-changed": rule(
    "risky",
    "break",
    "Type of a join key changed",
    "Keys written by one side may not equal those of the other.",
    "Iceberg: no promotion of partition keys",
  ),
  "event-time-changed": rule(
    "break",
    "risky",
    "Event time or its zone changed",
    "Point-in-time joins choose other rows.",
    "Iceberg: zone rule",
  ),
  "created-time-changed": rule(
    "risky",
    "safe",
    "Created time changed",
    "Ties and late rows are decided differently.",
    "ours",
  ),
  "tombstone-changed": rule(
    "break",
    "break",
    "Tombstone changed",
    "Rows may become missing, or come back.",
    "as a changed definition",
  ),
  "ttl-shortened": rule(
    "risky",
    "risky",
    "TTL shortened",
    "Values that were used so far read as too old.",
    "ours; Feast edits it in place",
  ),
  "ttl-lengthened": rule(
    "risky",
    "safe",
    "TTL lengthened or removed",
    "Values that read as too old so far are used.",
    "ours",
  ),
  "rules-changed": rule("risky", "risky", "Rules changed", "Other rows count as wrong.", "ours"),
  "definition-changed": rule(
    "break",
    "break",
    "Definition changed",
    "Values may differ from those a model was trained on.",
    "Hopsworks: an incompatible computation is a new version",
  ),
  "source-changed": rule(
    "break",
    "break",
    "Source changed",
    "The rows come from somewhere else.",
    "Hopsworks, as a changed definition",
  ),
  "emit-changed": rule(
    "risky",
    "risky",
    "Distance of materialized rows changed",
    "Values at a spine time are equal; stored rows stand at other times.",
    "ours",
  ),
  "unit-changed": rule("break", "break", "Unit changed", "The same number means something else.", "ours"),
} as const satisfies Record<string, LevelRule>;

/** The id of a compatibility rule. */
export type LevelRuleId = keyof typeof LEVEL_RULES;
