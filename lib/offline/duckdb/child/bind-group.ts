import "server-only";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { formatValueType, type ValueType } from "@/lib/core/model/value-type";
import { type CastRule, castRule, keyCastRule } from "@/lib/core/pit/cast";
import type { PitGroup } from "@/lib/core/pit/plan";
import { type Bound, bindRelation, type Catalog, projectColumns } from "./bind";
import type { Run } from "./run";
import { typeOf } from "./spine";

/** Binds a group's relation and checks that its columns are what the plan says, all at once. */
export async function bindGroup(
  run: Run,
  catalog: Catalog,
  group: PitGroup,
): Promise<{ group: PitGroup; relation: Bound }> {
  const path = `groups.${group.name}`;
  const inner = await bindRelation(run, catalog, group.relation, path);
  const types = new Map(inner.columns.map((column) => [column.name, column.type]));
  const problems: FieldProblem[] = [];
  const missing = (field: string, column: string) =>
    problems.push({
      path: field,
      message: `${group.group} has no column ${column}`,
      expected: [...types.keys()].join(", "),
    });
  for (const key of group.keys) if (!types.has(key.column)) missing(`${path}.keys.${key.name}`, key.column);
  for (const feature of group.features) {
    if (!types.has(feature.column)) missing(`${path}.features.${feature.name}`, feature.column);
  }
  for (const column of group.tieBreakColumns) if (!types.has(column)) missing(`${path}.features`, column);
  const times: [string, string | null][] = [
    ["event_time", group.eventTime],
    ["created_time", group.createdTime],
    ["valid_to", group.validTo],
  ];
  for (const [field, column] of times) {
    const type = column === null ? null : types.get(column);
    if (column !== null && !type) missing(`${path}.${field}`, column);
    else if (type && type.kind !== "timestamp")
      problems.push(timeProblem(`${path}.${field}`, column ?? "", type));
  }
  const deletion = group.tombstone === null ? undefined : types.get(group.tombstone);
  if (group.tombstone !== null && !deletion) missing(`${path}.tombstone`, group.tombstone);
  else if (deletion && deletion.kind !== "bool") {
    const message = `${group.tombstone} is ${formatValueType(deletion)}, not true or false`;
    problems.push({ path: `${path}.tombstone`, message, expected: "bool" });
  }
  if (problems.length > 0) throw invalid(problems);
  return { group, relation: await castGroup(run, catalog, group, inner) };
}

/** Keys and features cast to their declared types where they differ; a cast that could change what is meant is refused. */
async function castGroup(run: Run, catalog: Catalog, group: PitGroup, inner: Bound): Promise<Bound> {
  const path = `groups.${group.name}`;
  const problems: FieldProblem[] = [];
  const declared = new Map<string, string>();
  const check = (
    field: string,
    column: string,
    type: string,
    rule: (from: ValueType, to: ValueType) => CastRule,
  ) => {
    const found = inner.columns.find((candidate) => candidate.name === column);
    declared.set(column, type);
    if (!found || rule(found.type, typeOf(type)) !== "refuse") return;
    problems.push({
      path: field,
      message: `is ${formatValueType(found.type)} in the data, declared is ${type}`,
      expected: type,
    });
  };
  for (const feature of group.features)
    check(`${path}.features.${feature.name}`, feature.column, feature.type, castRule);
  for (const key of group.keys) check(`${path}.keys.${key.name}`, key.column, key.type, keyCastRule);
  if (problems.length > 0) throw invalid(problems);
  const isSame = inner.columns.every(
    ({ name, type }) => (declared.get(name) ?? formatValueType(type)) === formatValueType(type),
  );
  if (isSame) return inner;
  const columns = inner.columns.map(({ name }) => ({ name, column: name, type: declared.get(name) ?? null }));
  return projectColumns(run, catalog, inner, columns, path);
}

function timeProblem(path: string, column: string, type: ValueType): FieldProblem {
  const isNaive = type.kind === "timestamp_ntz" || type.kind === "date";
  return {
    path,
    message: isNaive
      ? `${column} has no time zone (${type.kind})`
      : `${column} is ${formatValueType(type)}, not a time`,
    expected: isNaive
      ? "a declared timezone on the source, or timezone('UTC', …) in the SELECT"
      : "timestamp",
  };
}
