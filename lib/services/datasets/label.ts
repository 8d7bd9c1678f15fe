import "server-only";
import type { DeclaredLabel } from "@/lib/contracts/datasets";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { featuresOf } from "@/lib/core/definitions/features";
import { groupCompute } from "@/lib/core/definitions/group-compute";
import { createResolver } from "@/lib/core/definitions/resolve";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { checkAggregations } from "@/lib/core/definitions/validate-derived";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import { durationSeconds } from "@/lib/core/model/duration";
import type { PitLabelRequest } from "@/lib/core/pit/label";

/** The label of a request as a point-in-time join counts it. @throws INVALID naming the fields of `label`. */
export function labelRequest(label: DeclaredLabel, documents: DefinitionSet): PitLabelRequest {
  const problems: FieldProblem[] = [];
  const say = (path: string, message: string, expected?: string) =>
    problems.push({ path: `label.${path}`, message, ...(expected === undefined ? {} : { expected }) });
  const entity = documents.entities.get(label.entity);
  if (!entity) say("entity", `there is no entity ${label.entity}`);
  if (!documents.sources.has(label.source)) say("source", `there is no source ${label.source}`);
  if (!entity || problems.length > 0) throw invalid(problems);
  const group = windowOf(label);
  const resolver = createResolver(documents, NO_FACTS);
  checkAggregations(group, resolver, (path, message, expected) =>
    say(String(path.at(-1) ?? ""), message, expected),
  );
  const outcome = groupCompute(group, { documents, pinned: new Map() });
  const [feature] = featuresOf(group, resolver);
  if (!outcome.ok) say("source", outcome.reason);
  else if (feature?.type === null) say("column", "nothing says of which type the label is");
  if (problems.length > 0 || !outcome.ok || !feature || feature.type === null) throw invalid(problems);
  const { rows: _, ...rows } = outcome.group;
  const windowSeconds = durationSeconds(label.window) ?? 0;
  return {
    output: label.name,
    windowSeconds,
    maturesAfterSeconds:
      label.matures_after === null ? windowSeconds : (durationSeconds(label.matures_after) ?? 0),
    observedUntil: label.observed_until,
    group: {
      ...rows,
      createdTime: null,
      group: "label",
      version: null,
      alias: null,
      entityKeys: entity.join_keys.map(({ name, type }) => ({ name, type })),
      keyMap: label.keys,
      features: [{ name: feature.name, type: feature.type, column: null }],
      requested: null,
    },
  };
}

/** The label as one window over its source, which ends where its interval ends. */
function windowOf(label: DeclaredLabel): FeatureGroupDefinition {
  const { name, entity, source, fn, column, where, parameter, window } = label;
  return {
    kind: "feature_group",
    name: "label",
    entity,
    source,
    aggregations: [{ name, fn, column, where, parameter, windows: [window], bounds: "(]", empty: null }],
    description: null,
    owner: null,
    tags: [],
    lifecycle: null,
    transform: null,
    second_order: null,
    event_time: null,
    created_time: null,
    tombstone: null,
    ttl: null,
    emit: null,
    features: [],
    rules: [],
    on_demand: [],
    online: null,
    schedule: null,
    sla: null,
    compatibility: null,
    silence: [],
  };
}
