import fc from "fast-check";
import { formatOf } from "@/lib/contracts/definitions-objects";
import {
  AGGREGATION_FUNCTIONS,
  type AggregationDefinition,
  COMPATIBILITY_MODES,
  CONSUMER_TYPES,
  type ConsumerDefinition,
  type Definition,
  type EntityDefinition,
  type FeatureDefinition,
  type FeatureGroupDefinition,
  type FeatureServiceDefinition,
  LIFECYCLES,
  type ProjectDefinition,
  type Scalar,
  type ServiceFeatureDefinition,
  type SourceDefinition,
  type TeamDefinition,
} from "@/lib/core/model/definitions";
import { isName } from "@/lib/core/model/ref";

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });
const name = fc.stringMatching(/^[a-z](_?[a-z0-9]){0,8}$/).filter(isName);
/** Text that tempts YAML: numbers, booleans, dates, quotes, colons, line breaks, tabs, non-ASCII, odd white space. */
const tempting = fc.constantFrom(
  "no",
  "true",
  "null",
  "~",
  "0012",
  "1e3",
  "2001-01-01",
  "12:30:45",
  "- a",
  "a: b",
  "# a",
  "'q'",
  '"q"',
  "@x",
  "%x",
  "{a}",
  "[a]",
  "*a",
  "&a",
  "!a",
  " lead",
  "trail ",
  "a\nb",
  "a\n\n b\n",
  "\na",
  "a\tb",
  "a\r\nb",
  "\u2028",
  "\u0085",
  "ü 漢 🛫",
  "\uFEFFx",
  "\u0007",
  "a  \nb",
  ">",
  "|",
  "---",
  "...",
  "? a",
  ": a",
  "0x1F",
  ".inf",
  "=",
);
const text = fc
  .oneof(tempting, fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }))
  .filter((value) => value.isWellFormed() && !value.includes("\0"));
const line = text.filter((value) => !/\p{Cc}/u.test(value));
const duration = fc
  .tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom("s", "m", "h", "d", "w"))
  .map(([count, unit]) => `${count}${unit}`);
const valueType = fc.constantFrom(
  "bool",
  "int64",
  "float64",
  "decimal(18,2)",
  "string",
  "timestamp",
  "list<string>",
  "struct<lat: float64, lon: float64>",
  "embedding<384>",
);
const number = fc
  .oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(1e21, 2 ** 60, 0.1),
  )
  .map((value) => (value === 0 ? 0 : value));
const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  number,
  text,
  fc.constant("9007199254740993"),
);
const tag = fc.constantFrom("delay", "pii", "domain: operations", "tier: 1", "no", "2001-01-01");
const tags = fc.uniqueArray(tag, { maxLength: 3 });
const names = fc.uniqueArray(name, { maxLength: 3 });
const silence = fc.uniqueArray(fc.constantFrom("no-owner", "no-description", "looks-like-existing"), {
  maxLength: 2,
});
const owned = { name, description: orNull(text), owner: orNull(name), tags, silence };
const lifecycle = orNull(fc.constantFrom(...LIFECYCLES));
const compatibility = orNull(fc.constantFrom(...COMPATIBILITY_MODES));
const column = fc.record({ name: line, type: valueType });
const columns = fc.uniqueArray(column, {
  minLength: 1,
  maxLength: 3,
  selector: (one) => one.name.toLowerCase(),
});

const project: fc.Arbitrary<ProjectDefinition> = fc.record({
  kind: fc.constant("project"),
  name,
  description: orNull(text),
  owner: orNull(name),
  compatibility,
});
const team: fc.Arbitrary<TeamDefinition> = fc.record({
  kind: fc.constant("team"),
  name,
  description: orNull(text),
  members: orNull(
    fc.uniqueArray(fc.constantFrom("a@example.org", "null@example.org", "1@2.org"), { maxLength: 3 }),
  ),
});

const entity: fc.Arbitrary<EntityDefinition> = fc.record({
  kind: fc.constant("entity"),
  ...owned,
  join_keys: fc.array(fc.record({ name, type: valueType, description: orNull(text) }), {
    minLength: 1,
    maxLength: 3,
  }),
  parent: orNull(
    fc.record({ entity: name, from: fc.tuple(name, name).map(([group, feature]) => `${group}:${feature}`) }),
  ),
});

const path = fc.constantFrom("flights/*.parquet", "a.csv", "b.csv.gz", "no", "data/x.bin", "ü.tsv");
const place = fc.oneof(
  fc.tuple(path, orNull(fc.constantFrom("parquet" as const, "csv" as const))).map(([where, format]) => ({
    type: "file" as const,
    path: where,
    query: null,
    format: format ?? formatOf(where) ?? ("parquet" as const),
  })),
  text.map((query) => ({ type: "query" as const, path: null, query, format: null })),
  fc
    .constantFrom("push" as const, "stream" as const)
    .map((type) => ({ type, path: null, query: null, format: null })),
);
const source: fc.Arbitrary<SourceDefinition> = fc
  .record({
    kind: fc.constant("source" as const),
    ...owned,
    place,
    event_time: orNull(line),
    created_time: orNull(line),
    valid_to: orNull(line),
    timezone: orNull(fc.constantFrom("UTC", "Asia/Jakarta")),
    columns: orNull(columns),
  })
  .map(({ place: where, ...rest }) => ({ ...rest, ...where }));

const length = orNull(fc.nat(99));
const constraints = fc.record({
  min: scalar,
  max: scalar,
  allowed: orNull(fc.array(scalar, { minLength: 1, maxLength: 3 })),
  pattern: orNull(text),
  min_length: length,
  max_length: length,
});
const featureWith = (
  type: fc.Arbitrary<string | null>,
  columnName: fc.Arbitrary<string | null>,
): fc.Arbitrary<FeatureDefinition> =>
  fc.record({
    name,
    type,
    nullable: fc.boolean(),
    column: columnName,
    unit: orNull(line),
    description: orNull(text),
    tags,
    default: scalar,
    aliases: names,
    renamed_from: orNull(name),
    constraints: orNull(constraints),
  });
const storedFeatures = fc.array(featureWith(valueType, orNull(line)), { minLength: 1, maxLength: 3 });
const describedFeatures = fc.array(featureWith(orNull(valueType), fc.constant(null)), { maxLength: 2 });

const fn = fc.constantFrom(...AGGREGATION_FUNCTIONS);
const aggregation: fc.Arbitrary<AggregationDefinition> = fc.record({
  name: fc.oneof(
    name,
    name.map((one) => `${one}_{window}`),
  ),
  fn,
  column: orNull(line),
  windows: fc.uniqueArray(fc.oneof(duration, fc.constant("lifetime")), { minLength: 1, maxLength: 3 }),
  where: orNull(text),
  bounds: fc.constantFrom("(]", "[)"),
  empty: scalar,
  parameter: orNull(number),
});
const secondOrder = fc.record({
  name,
  feature: fc.tuple(name, name).map(([group, feature]) => `${group}:${feature}`),
  fn,
  by: name,
  parameter: orNull(number),
});
const times = { event_time: orNull(line), created_time: orNull(line) };
const none = fc.constant(null);
const noTimes = { event_time: none, created_time: none };
const way = fc.oneof(
  fc.record({
    source: name,
    transform: none,
    aggregations: none,
    second_order: none,
    features: storedFeatures,
    emit: none,
    tombstone: orNull(line),
    ...times,
  }),
  fc.record({
    source: none,
    transform: text,
    aggregations: none,
    second_order: none,
    features: storedFeatures,
    emit: none,
    tombstone: orNull(line),
    ...times,
  }),
  fc.record({
    source: name,
    transform: none,
    aggregations: fc.array(aggregation, { minLength: 1, maxLength: 2 }),
    second_order: none,
    features: describedFeatures,
    emit: orNull(duration),
    tombstone: none,
    ...times,
  }),
  fc.record({
    source: none,
    transform: none,
    aggregations: none,
    second_order: fc.array(secondOrder, { minLength: 1, maxLength: 2 }),
    features: describedFeatures,
    emit: none,
    tombstone: none,
    ...noTimes,
  }),
);
const schedule = fc.record({
  materialize: fc.constantFrom("0 2 * * *", "*/5 * * * *"),
  timezone: fc.constantFrom("UTC", "Europe/Berlin"),
  retries: fc.nat(20),
  retry_delay: duration,
});
const group: fc.Arbitrary<FeatureGroupDefinition> = fc
  .record({
    kind: fc.constant("feature_group" as const),
    ...owned,
    entity: name,
    lifecycle,
    way,
    ttl: orNull(duration),
    rules: fc.array(
      fc.record({ name, expression: text, severity: fc.constantFrom("error" as const, "warn" as const) }),
      { maxLength: 2 },
    ),
    on_demand: fc.array(
      fc.record({
        name,
        type: valueType,
        expression: text,
        description: orNull(text),
        request: fc.array(fc.record({ name, type: valueType }), { maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
    online: orNull(fc.record({ enabled: fc.boolean() })),
    schedule: orNull(schedule),
    sla: orNull(
      fc.record({ freshness: orNull(duration), completeness: orNull(fc.constantFrom(0, 0.95, 1)) }),
    ),
    compatibility,
  })
  .map(({ way: how, ...rest }) => ({ ...rest, ...how }));

const serviceFeature: fc.Arbitrary<ServiceFeatureDefinition> = fc.record({
  project: orNull(name),
  group: name,
  version: orNull(fc.integer({ min: 1, max: 99 })),
  as: orNull(name),
  keys: orNull(fc.dictionary(name, line, { maxKeys: 2, noNullPrototype: true })),
  features: orNull(fc.uniqueArray(name, { minLength: 1, maxLength: 3 })),
});
const consumer: fc.Arbitrary<ConsumerDefinition> = fc.record({
  name,
  type: fc.constantFrom(...CONSUMER_TYPES),
  owner: orNull(name),
  uses: fc.constantFrom("training", "serving", "both"),
  reads: fc.constantFrom("by_name", "all", "positional"),
  casts: fc.boolean(),
  imputes: names,
  unknown_bucket: fc.boolean(),
});
const service: fc.Arbitrary<FeatureServiceDefinition> = fc.record({
  kind: fc.constant("feature_service"),
  ...owned,
  lifecycle,
  features: fc.array(serviceFeature, { minLength: 1, maxLength: 3 }),
  consumers: fc.array(consumer, { maxLength: 2 }),
});

/** Any document that is right by itself, in its canonical form. */
export const anyDefinition: fc.Arbitrary<Definition> = fc.oneof(team, entity, source, group, service);
/** Documents of one project, no two with the same kind and name. */
export const anyDefinitions: fc.Arbitrary<Definition[]> = fc
  .tuple(
    project,
    fc.uniqueArray(anyDefinition, { maxLength: 6, selector: ({ kind, name: own }) => `${kind} ${own}` }),
  )
  .map(([own, others]) => [own, ...others]);
