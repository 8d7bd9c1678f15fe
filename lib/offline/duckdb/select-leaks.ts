import "server-only";
import type { SelectUse } from "@/lib/core/leaks/select-use";
import { type AstNode, isNode, namedQueries, nodeOf, nodesOf, textOf, textsOf } from "./select-ast";
import { placeOf } from "./select-check";
import {
  aggregateIn,
  functionName,
  isBounded,
  isMovedBack,
  isNewestTime,
  isPeriodEnd,
  isTime,
  type TimedRelation,
} from "./select-times";
import { windowReason } from "./select-windows";

/** Words and functions that tell the present time. */
const CLOCK = new Set(
  "now today current_date current_time current_timestamp get_current_time get_current_timestamp localtime localtimestamp transaction_timestamp".split(
    " ",
  ),
);

interface Walk {
  sql: string;
  /** Event-time column of each input, in lower case. */
  inputs: ReadonlyMap<string, string | null>;
  uses: SelectUse[];
}

interface Scope {
  /** Times of `WITH` queries, by name. */
  named: ReadonlyMap<string, ReadonlySet<string>>;
  outer: readonly TimedRelation[];
  /** The output column of the whole SELECT that is being looked at. */
  output: string | null;
}

/**
 * Places of a checked SELECT where rows see later rows or the clock; see {@link SelectUse}. Conservative where it can
 * tell, silent where it cannot: the proof by running has the last word.
 *
 * @param inputs event-time column of each input that is read, by its name in lower case.
 * @param eventTime name of the output column that is the event time; `null` = none.
 */
export function findSelectUses(
  query: AstNode,
  sql: string,
  inputs: ReadonlyMap<string, string | null>,
  eventTime: string | null,
): SelectUse[] {
  const walk: Walk = { sql, inputs, uses: [] };
  visitQuery(query, { named: new Map(), outer: [], output: null }, walk, eventTime?.toLowerCase() ?? null);
  return walk.uses;
}

/** @returns the output columns that carry event times. `top`: name of the event time, in the outermost SELECT only. */
function visitQuery(
  query: AstNode,
  given: Scope,
  walk: Walk,
  top: string | null = null,
): ReadonlySet<string> {
  const named = new Map(given.named);
  for (const entry of namedQueries(query)) {
    const times = visitQuery(entry.body, { ...given, named, output: null }, walk);
    named.set(entry.name, times);
  }
  const scope = { ...given, named };
  if (query.type === "SET_OPERATION_NODE" || query.type === "RECURSIVE_CTE_NODE") {
    const listed = [nodeOf(query.left), nodeOf(query.right)].filter((node) => node !== null);
    const operands = listed.length > 0 ? listed : nodesOf(query.children);
    const times = operands.map((operand) => visitQuery(operand, scope, walk, top));
    const [first = new Set<string>()] = times;
    return new Set([...first].filter((name) => times.every((one) => one.has(name))));
  }
  return query.type === "SELECT_NODE" ? visitSelect(query, scope, walk, top) : new Set();
}

function visitSelect(query: AstNode, scope: Scope, walk: Walk, top: string | null): ReadonlySet<string> {
  const where = nodeOf(query.where_clause);
  const items = nodesOf(query.select_list);
  const from = nodeOf(query.from_table);
  const relations = from ? relationsOf(from, scope, walk, { where, items }) : [];
  const below = { ...scope, outer: [...scope.outer, ...relations] };
  for (const item of items) {
    const output = top === null ? scope.output : nameOf(item) || null;
    visitExpression(item, { ...below, output }, relations, walk);
  }
  for (const part of [where, query.having, query.qualify, query.group_expressions])
    visitExpression(part, below, relations, walk);
  reportAggregate(query, items, relations, scope, walk);
  for (const modifier of nodesOf(query.modifiers)) {
    if (!textOf(modifier.type).startsWith("LIMIT")) continue;
    add(walk, "limit", query, "LIMIT", "keeps some rows, and which ones depends on all of them", null);
  }
  const time = top === null ? null : (items.find((item) => nameOf(item).toLowerCase() === top) ?? null);
  if (time && isMovedBack(time, relations))
    add(walk, "moved_back", time, top ?? "", "is earlier than the rows it was made from", null);
  return new Set(items.flatMap((item) => timesOf(item, relations)));
}

function timesOf(item: AstNode, relations: readonly TimedRelation[]): string[] {
  if (item.class === "STAR") {
    const of = textOf(item.relation_name).toLowerCase();
    return relations.flatMap((one) => (of === "" || one.alias === of ? [...one.times] : []));
  }
  const carries = isTime(item, relations) || isNewestTime(item, relations) || isPeriodEnd(item, relations);
  return carries ? [nameOf(item).toLowerCase()] : [];
}

/** Aggregates are fine per event time, per period dated at its end, and where the newest row dates the result. */
function reportAggregate(
  query: AstNode,
  items: readonly AstNode[],
  relations: readonly TimedRelation[],
  scope: Scope,
  walk: Walk,
) {
  const found = aggregateIn([items, query.having]);
  if (!found) return;
  const keys =
    query.aggregate_handling === "FORCE_AGGREGATES"
      ? items.filter((item) => !aggregateIn(item))
      : nodesOf(query.group_expressions).map((key) => itemOf(key, items));
  const isGuarded =
    keys.some((key) => isTime(key, relations) || isPeriodEnd(key, relations)) ||
    items.some((item) => isNewestTime(item, relations));
  if (isGuarded) return;
  for (const item of items) {
    const aggregate = aggregateIn(item);
    const output = scope.output ?? (scope.outer.length === 0 ? nameOf(item) || null : null);
    if (aggregate)
      add(walk, "aggregate", aggregate, functionName(aggregate), "is taken over rows of any time", output);
  }
  if (!aggregateIn(items))
    add(walk, "aggregate", found, functionName(found), "is taken over rows of any time", null);
}

/** `GROUP BY 1` and `GROUP BY alias` mean an item of the list. */
function itemOf(key: AstNode, items: readonly AstNode[]): AstNode {
  const position = key.class === "CONSTANT" ? Number(nodeOf(key.value)?.value) : Number.NaN;
  const names = textsOf(key.column_names);
  const alias = names.length === 1 ? names[0]?.toLowerCase() : undefined;
  const named = items.find((item) => alias !== undefined && textOf(item.alias).toLowerCase() === alias);
  return items[position - 1] ?? named ?? key;
}

function visitExpression(
  value: unknown,
  scope: Scope,
  relations: readonly TimedRelation[],
  walk: Walk,
): void {
  if (Array.isArray(value)) {
    for (const item of value) visitExpression(item, scope, relations, walk);
    return;
  }
  if (!isNode(value)) return;
  if (value.class === "SUBQUERY") {
    visitSubquery(value, scope, walk);
    visitExpression(value.child, scope, relations, walk);
    return;
  }
  const names = textsOf(value.column_names);
  const word = value.class === "FUNCTION" ? functionName(value) : names.length === 1 ? names[0] : "";
  if (word && CLOCK.has(word.toLowerCase()))
    add(
      walk,
      "clock",
      value,
      word.toLowerCase(),
      "tells when the SELECT runs, not when the row happened",
      scope.output,
    );
  if (value.class === "WINDOW") {
    const reason = windowReason(value, relations);
    if (reason !== null) add(walk, "window", value, functionName(value), reason, scope.output);
  }
  visitExpression(Object.values(value), scope, relations, walk);
}

/** A subquery may look at a table only up to a time of the row that asks. */
function visitSubquery(node: AstNode, scope: Scope, walk: Walk) {
  const body = nodeOf(nodeOf(node.subquery)?.node);
  const from = body && nodeOf(body.from_table);
  if (!body || !from) return;
  const quiet: Walk = { ...walk, uses: [] };
  const inner = relationsOf(from, scope, quiet, { where: nodeOf(body.where_clause), items: [] });
  const isOuter = (one: AstNode) => refersTo(one, scope.outer) && !refersToOnly(one, inner);
  const isTimed = inner.some((one) => one.times.size > 0);
  if (isBounded(nodeOf(body.where_clause), inner, isOuter)) return;
  if (!isTimed && !aggregateIn(body.select_list)) return;
  const table = inner[0]?.alias ?? "a subquery";
  add(walk, "subquery", node, table, "is read without a condition on its time", scope.output);
}

function refersTo(value: unknown, relations: readonly TimedRelation[]): boolean {
  if (Array.isArray(value)) return value.some((item) => refersTo(item, relations));
  if (!isNode(value)) return false;
  if (value.class === "COLUMN_REF") {
    const names = textsOf(value.column_names).map((name) => name.toLowerCase());
    return names.length === 1 || relations.some((one) => one.alias === names.at(-2));
  }
  return refersTo(Object.values(value), relations);
}

/** Whether a column says that it belongs to one of these relations. */
function refersToOnly(node: AstNode, relations: readonly TimedRelation[]): boolean {
  const names = textsOf(node.column_names).map((name) => name.toLowerCase());
  return names.length > 1 ? relations.some((one) => one.alias === names.at(-2)) : isTime(node, relations);
}

interface Around {
  where: AstNode | null;
  items: readonly AstNode[];
}

function relationsOf(table: AstNode, scope: Scope, walk: Walk, around: Around): TimedRelation[] {
  switch (table.type) {
    case "BASE_TABLE": {
      const name = textOf(table.table_name).toLowerCase();
      const own = walk.inputs.get(name)?.toLowerCase();
      const times = scope.named.get(name) ?? new Set(own === undefined ? [] : [own]);
      return [{ alias: (textOf(table.alias) || name).toLowerCase(), times }];
    }
    case "SUBQUERY": {
      const body = nodeOf(nodeOf(table.subquery)?.node);
      const times = body ? visitQuery(body, { ...scope, output: null }, walk) : new Set<string>();
      return [{ alias: textOf(table.alias).toLowerCase(), times }];
    }
    case "JOIN":
      return joinOf(table, scope, walk, around);
    default:
      return [];
  }
}

function joinOf(table: AstNode, scope: Scope, walk: Walk, around: Around): TimedRelation[] {
  const [left, right] = [nodeOf(table.left), nodeOf(table.right)];
  const a = left ? relationsOf(left, scope, walk, around) : [];
  const b = right ? relationsOf(right, scope, walk, around) : [];
  const isTimed = [a, b].every((side) => side.some((one) => one.times.size > 0));
  const times = new Set([...a, ...b].flatMap((one) => [...one.times]));
  const shares = textsOf(table.using_columns).some((name) => times.has(name.toLowerCase()));
  const relates = (condition: AstNode | null) =>
    isBounded(condition, b, (node) => refersTo(node, a)) ||
    isBounded(condition, a, (node) => refersTo(node, b));
  const isNewest = around.items.some(
    (item) =>
      functionName(item) === "greatest" && nodesOf(item.children).every((one) => isTime(one, [...a, ...b])),
  );
  const isFine =
    table.ref_type === "ASOF" ||
    shares ||
    relates(nodeOf(table.condition)) ||
    relates(around.where) ||
    isNewest;
  const name = b.find((one) => one.times.size > 0)?.alias ?? "";
  if (isTimed && !isFine)
    add(walk, "join", right ?? table, name, "is joined without a condition between the two times", null);
  return [...a, ...b];
}

function nameOf(item: AstNode): string {
  return textOf(item.alias) || (textsOf(item.column_names).at(-1) ?? "");
}

function add(
  walk: Walk,
  kind: SelectUse["kind"],
  node: AstNode,
  name: string,
  reason: string,
  output: string | null,
) {
  const position = Number(node.query_location);
  const isKnown = position >= 0 && position <= Buffer.byteLength(walk.sql);
  const { line, column } = isKnown ? placeOf(walk.sql, position) : { line: null, column: null };
  walk.uses.push({ kind, name, reason, output, line, column });
}
