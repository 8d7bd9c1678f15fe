import { didYouMean } from "../definitions/suggest";
import { parseFeatureRef } from "../model/ref";
import { formatValueType, type ValueType } from "../model/value-type";
import type { Complain } from "./problem";
import type { ExpressionScope, LookupTarget } from "./scope";
import type { Syntax } from "./syntax";
import type { ExpressionInput, LookupKey } from "./typed";
import { sameType } from "./types";

const USAGE = "lookup('group:feature', key = column)";

/**
 * `lookup('airport_profile:latitude', origin = destination)`: the value of another group's feature, as of the same
 * time, for the entity whose join key `origin` is the row's `destination`. A key that is not mentioned is taken from
 * the column of its own name.
 *
 * @returns `null` after a complaint.
 */
export function checkLookup(
  at: number,
  args: readonly Syntax[],
  scope: ExpressionScope,
  complain: Complain,
): ExpressionInput | "unknown type" | null {
  const [first, ...mappings] = args;
  const ref = first?.kind === "text" ? parseFeatureRef(first.text) : null;
  if (!first || !ref || ref.feature === null || ref.project !== null || ref.version !== null) {
    complain(first?.at ?? at, "lookup names one feature of another group, at its latest version.", USAGE);
    return null;
  }
  const target = scope.lookup(ref.group, ref.feature);
  if (!target) return "unknown type";
  if (!target.ok) {
    complain(first.at, target.message, target.expected);
    return null;
  }
  const named = namedKeys(mappings, target, complain);
  const keys =
    named &&
    target.keys.map((key) => keyOf(key, named.get(key.name) ?? { column: key.name, at }, scope, complain));
  if (!keys || keys.includes(null)) return null;
  if (target.type === null) return "unknown type";
  return {
    kind: "lookup",
    group: ref.group,
    feature: ref.feature,
    keys: keys.filter((key) => key !== null),
    type: target.type,
  };
}

function namedKeys(
  mappings: readonly Syntax[],
  target: Extract<LookupTarget, { ok: true }>,
  complain: Complain,
): Map<string, { column: string; at: number }> | null {
  const named = new Map<string, { column: string; at: number }>();
  const known = target.keys.map(({ name }) => name);
  for (const mapping of mappings) {
    const isMapping = mapping.kind === "binary" && mapping.operator === "=";
    if (!isMapping || mapping.left.kind !== "name" || mapping.right.kind !== "name") {
      complain(
        mapping.at,
        "After the feature come join keys with the columns that they are taken from.",
        USAGE,
      );
      return null;
    }
    const { name, at } = mapping.left;
    if (!known.includes(name) || named.has(name)) {
      const message = named.has(name)
        ? `${name} is given twice.`
        : `The group has no join key ${name}.${didYouMean(name, known)}`;
      complain(at, message, `one of ${known.join(", ")}`);
      return null;
    }
    named.set(name, { column: mapping.right.name, at: mapping.right.at });
  }
  return named;
}

function keyOf(
  key: { name: string; type: ValueType },
  from: { column: string; at: number },
  scope: ExpressionScope,
  complain: Complain,
): LookupKey | null {
  const type = scope.columns.get(from.column);
  const columns = [...scope.keyColumns];
  if (!scope.keyColumns.has(from.column) || !type) {
    const reason = scope.columns.has(from.column)
      ? `${from.column} is not known before the features are joined.`
      : `The row has no column ${from.column} for the join key ${key.name}.${didYouMean(from.column, columns)}`;
    complain(from.at, reason, `${key.name} = a join key or request column: ${columns.join(", ")}`);
    return null;
  }
  if (sameType(type, key.type)) return { key: key.name, column: from.column };
  complain(
    from.at,
    `${from.column} is ${formatValueType(type)}, the join key ${key.name} is ${formatValueType(key.type)}: keys are never cast.`,
    `a column of type ${formatValueType(key.type)}`,
  );
  return null;
}
