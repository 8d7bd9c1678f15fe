import { formatOf } from "@/lib/contracts/definitions-objects";
import type {
  AggregationDefinition,
  ConsumerDefinition,
  Definition,
  EntityDefinition,
  FeatureDefinition,
  FeatureGroupDefinition,
  FeatureServiceDefinition,
  ScheduleDefinition,
  ServiceFeatureDefinition,
  SourceDefinition,
} from "@/lib/core/model/definitions";
import { formatFeatureRef } from "@/lib/core/model/ref";

/** A document as a person would write it: keys in the order of reading, what is default or unsaid left out. */
export function shortForm(document: Definition): object {
  switch (document.kind) {
    case "project": {
      const { kind, name, description, owner, compatibility } = document;
      return compact({ kind, name, description, owner, compatibility });
    }
    case "team": {
      const { kind, name, description, members } = document;
      // An empty list says that there are no members, which is not the same as saying nothing.
      return { ...compact({ kind, name, description }), ...(members === null ? {} : { members }) };
    }
    case "entity":
      return entityForm(document);
    case "source":
      return sourceForm(document);
    case "feature_group":
      return groupForm(document);
    case "feature_service":
      return serviceForm(document);
  }
}

function entityForm({
  kind,
  name,
  description,
  owner,
  tags,
  join_keys,
  parent,
  silence,
}: EntityDefinition): object {
  const keys = join_keys.map((key) =>
    compact({ name: key.name, type: key.type, description: key.description }),
  );
  const above = parent && { entity: parent.entity, from: parent.from };
  return compact({ kind, name, description, owner, tags, join_keys: keys, parent: above, silence });
}

function sourceForm(source: SourceDefinition): object {
  const {
    kind,
    name,
    description,
    owner,
    tags,
    type,
    path,
    query,
    event_time,
    created_time,
    valid_to,
    timezone,
    silence,
  } = source;
  const format = path !== null && source.format === formatOf(path) ? null : source.format;
  const columns = source.columns?.map((column) => ({ name: column.name, type: column.type })) ?? null;
  return compact({
    kind,
    name,
    description,
    owner,
    tags,
    type,
    path,
    query,
    format,
    event_time,
    created_time,
    valid_to,
    timezone,
    columns,
    silence,
  });
}

function groupForm(group: FeatureGroupDefinition): object {
  const { kind, name, entity, description, owner, tags, lifecycle, source, transform, online, sla } = group;
  const { event_time, created_time, tombstone, ttl, emit, schedule, compatibility, silence } = group;
  return compact({
    kind,
    name,
    entity,
    description,
    owner,
    tags,
    lifecycle,
    source,
    transform,
    aggregations: group.aggregations?.map(aggregationForm) ?? null,
    second_order:
      group.second_order?.map(({ name: rollup, feature, fn, by, parameter }) =>
        compact({ name: rollup, feature, fn, by, parameter }),
      ) ?? null,
    event_time,
    created_time,
    tombstone,
    ttl,
    emit,
    features: group.features.map(featureForm),
    rules: group.rules.map(({ name: rule, expression, severity }) =>
      compact({ name: rule, expression, severity }, { severity: "error" }),
    ),
    on_demand: group.on_demand.map((one) =>
      compact({
        name: one.name,
        type: one.type,
        expression: one.expression,
        description: one.description,
        request: one.request.map(({ name: column, type }) => ({ name: column, type })),
      }),
    ),
    online: online && { enabled: online.enabled },
    schedule: schedule && scheduleForm(schedule),
    sla: sla && compact({ freshness: sla.freshness, completeness: sla.completeness }),
    compatibility,
    silence,
  });
}

function aggregationForm({
  name,
  fn,
  column,
  windows,
  where,
  bounds,
  empty,
  parameter,
}: AggregationDefinition): object {
  return compact({ name, fn, column, windows, where, bounds, empty, parameter }, { bounds: "(]" });
}

function featureForm(feature: FeatureDefinition): object {
  const { name, type, nullable, column, unit, description, tags, aliases, renamed_from, constraints } =
    feature;
  return compact(
    {
      name,
      type,
      nullable,
      column,
      unit,
      description,
      tags,
      default: feature.default,
      aliases,
      renamed_from,
      constraints:
        constraints &&
        compact({
          min: constraints.min,
          max: constraints.max,
          allowed: constraints.allowed,
          pattern: constraints.pattern,
          min_length: constraints.min_length,
          max_length: constraints.max_length,
        }),
    },
    { nullable: true },
  );
}

function scheduleForm({ materialize, timezone, retries, retry_delay }: ScheduleDefinition): object {
  return compact(
    { materialize, timezone, retries, retry_delay },
    { timezone: "UTC", retries: 2, retry_delay: "5m" },
  );
}

function serviceForm(service: FeatureServiceDefinition): object {
  const { kind, name, description, owner, tags, lifecycle, silence } = service;
  const features = service.features.map(serviceFeatureForm);
  return compact({
    kind,
    name,
    description,
    owner,
    tags,
    lifecycle,
    features,
    consumers: service.consumers.map(consumerForm),
    silence,
  });
}

function serviceFeatureForm({
  project,
  group,
  version,
  as,
  keys,
  features,
}: ServiceFeatureDefinition): string | object {
  const isPlain = as === null && keys === null && (features === null || features.length === 1);
  const whole = formatFeatureRef({ project, group, version, feature: null });
  if (isPlain) return formatFeatureRef({ project, group, version, feature: features?.[0] ?? null });
  return {
    ...compact({ group: whole.slice(0, -":*".length), as }),
    ...(keys === null ? {} : { keys: sortedByKey(keys) }),
    ...compact({ features }),
  };
}

/** The order of a key map says nothing, and the metadata store does not keep it. */
function sortedByKey(keys: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function consumerForm({
  name,
  type,
  owner,
  uses,
  reads,
  casts,
  imputes,
  unknown_bucket,
}: ConsumerDefinition): object {
  return compact(
    { name, type, owner, uses, reads, casts, imputes, unknown_bucket },
    { uses: "both", reads: "by_name", casts: false, unknown_bucket: false },
  );
}

/** Leaves out `null`, empty lists and values that are the default. */
function compact(
  object: Record<string, unknown>,
  defaults: Record<string, unknown> = {},
): Record<string, unknown> {
  const kept = Object.entries(object).filter(([key, value]) => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return false;
    return !(key in defaults) || defaults[key] !== value;
  });
  return Object.fromEntries(kept);
}
