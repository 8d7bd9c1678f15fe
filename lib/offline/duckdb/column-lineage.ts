import "server-only";
import type { ColumnLineage } from "@/lib/offline/engine";
import { type AstNode, isNode, namedQueries, nodeOf, nodesOf, textOf, textsOf } from "./select-ast";

/** Keys are `input␀column`, both as the input declares them. */
type Origins = ReadonlySet<string>;
interface OutputColumn {
  name: string;
  from: Origins;
}
/** Something in FROM. */
interface Relation {
  alias: string;
  columns: OutputColumn[];
}

const NONE: Origins = new Set();
const SEPARATOR = "\0";

/** Thrown when columns cannot be told apart; the whole answer is then conservative. */
class Unknown extends Error {}

/**
 * Which input columns each output column's value is computed from. Conditions that only choose rows (WHERE, JOIN … ON,
 * GROUP BY) do not count; PARTITION BY and ORDER BY of a window do.
 *
 * @param query a checked query node, see `checkSelect`.
 * @param outputs names of the output columns, in order.
 * @param inputs columns of the inputs that are read.
 * @returns one entry per output; when something cannot be followed (recursion, UNION BY NAME, COLUMNS(…), a
 *   correlated subquery …), all columns of all inputs and `exact: false`.
 */
export function columnLineage(
  query: AstNode,
  outputs: readonly string[],
  inputs: ReadonlyMap<string, readonly string[]>,
): ColumnLineage[] {
  try {
    const columns = outputsOf(query, new Map(), { inputs, outer: [] });
    if (columns.length !== outputs.length) throw new Unknown();
    return outputs.map((column, i) => ({ column, from: namesOf(columns[i]?.from ?? NONE), exact: true }));
  } catch (reason) {
    if (!(reason instanceof Unknown)) throw reason;
    const all = [...inputs].flatMap(([input, columns]) => columns.map((column) => ({ input, column })));
    return outputs.map((column) => ({ column, from: all, exact: false }));
  }
}

/**
 * An output column that a query names twice (case does not count). DuckDB would quietly rename the second.
 *
 * @returns its name, or `null` when there is none or the columns cannot be told apart.
 */
export function duplicateOutput(
  query: AstNode,
  inputs: ReadonlyMap<string, readonly string[]>,
): string | null {
  try {
    const seen = new Set<string>();
    for (const { name } of outputsOf(query, new Map(), { inputs, outer: [] })) {
      if (name !== "" && seen.has(name.toLowerCase())) return name;
      seen.add(name.toLowerCase());
    }
    return null;
  } catch (reason) {
    if (reason instanceof Unknown) return null;
    throw reason;
  }
}

interface Context {
  inputs: ReadonlyMap<string, readonly string[]>;
  outer: readonly Relation[];
}
type Named = ReadonlyMap<string, OutputColumn[]>;

function outputsOf(query: AstNode, named: Named, context: Context): OutputColumn[] {
  const scope = new Map(named);
  for (const entry of namedQueries(query)) {
    if (entry.isRecursive) throw new Unknown();
    scope.set(entry.name, rename(outputsOf(entry.body, scope, context), entry.aliases));
  }
  if (query.type === "SET_OPERATION_NODE") return unionOf(query, scope, context);
  if (query.type !== "SELECT_NODE") throw new Unknown();
  const from = nodeOf(query.from_table);
  const relations = from ? relationsOf(from, scope, context) : [];
  const columns: OutputColumn[] = [];
  for (const item of nodesOf(query.select_list)) {
    if (item.class === "STAR") columns.push(...starOf(item, relations, scope, context));
    else {
      const from = originsOf(item, { relations, aliases: columns, named: scope, context, bound: NONE });
      columns.push({ name: nameOf(item), from });
    }
  }
  return columns;
}

function unionOf(query: AstNode, named: Named, context: Context): OutputColumn[] {
  const kind = textOf(query.setop_type);
  const left = nodeOf(query.left);
  const right = nodeOf(query.right);
  // Newer DuckDB keeps the operands in one list; both forms mean the same.
  const operands = left && right ? [left, right] : nodesOf(query.children);
  if (operands.length < 2 || !["UNION", "EXCEPT", "INTERSECT"].includes(kind)) throw new Unknown();
  const [first = [], ...rest] = operands.map((operand) => outputsOf(operand, named, context));
  if (rest.some((columns) => columns.length !== first.length)) throw new Unknown();
  return first.map((column, i) => ({
    name: column.name,
    from: merge([column.from, ...rest.map((columns) => columns[i]?.from ?? NONE)]),
  }));
}

function relationsOf(table: AstNode, named: Named, context: Context): Relation[] {
  const aliases = textsOf(table.column_name_alias);
  switch (table.type) {
    case "EMPTY":
      return [];
    case "BASE_TABLE": {
      const name = textOf(table.table_name).toLowerCase();
      const alias = (textOf(table.alias) || name).toLowerCase();
      const columns = named.get(name) ?? inputColumns(name, context);
      return [{ alias, columns: rename(columns, aliases) }];
    }
    case "SUBQUERY": {
      const body = nodeOf(nodeOf(table.subquery)?.node);
      if (!body) throw new Unknown();
      return [
        {
          alias: textOf(table.alias).toLowerCase(),
          columns: rename(outputsOf(body, named, context), aliases),
        },
      ];
    }
    case "EXPRESSION_LIST": {
      const [first = []] = Array.isArray(table.values) ? table.values : [];
      const width = Array.isArray(first) ? first.length : 0;
      const columns = Array.from({ length: width }, (_, i) => ({ name: `col${i}`, from: NONE }));
      return [{ alias: textOf(table.alias).toLowerCase(), columns: rename(columns, aliases) }];
    }
    case "JOIN":
      return joinOf(table, named, context);
    default:
      throw new Unknown();
  }
}

function joinOf(table: AstNode, named: Named, context: Context): Relation[] {
  const left = nodeOf(table.left);
  const right = nodeOf(table.right);
  const shared = textsOf(table.using_columns).map((name) => name.toLowerCase());
  // NATURAL joins and USING merge columns; a lateral right side may read the left: neither is followed further.
  if (!left || !right || table.ref_type === "NATURAL" || table.ref_type === "DEPENDENT") throw new Unknown();
  const leftRelations = relationsOf(left, named, context);
  const rightRelations = relationsOf(right, named, {
    ...context,
    outer: [...context.outer, ...leftRelations],
  });
  if (["SEMI", "ANTI"].includes(textOf(table.join_type))) return leftRelations;
  if (shared.length === 0) return [...leftRelations, ...rightRelations];
  const mergedInto = leftRelations.map((relation) => ({
    ...relation,
    columns: relation.columns.map((column) => {
      if (!shared.includes(column.name.toLowerCase())) return column;
      const twins = rightRelations.flatMap((other) => matchesIn(other, column.name));
      return { ...column, from: merge([column.from, ...twins.map((twin) => twin.from)]) };
    }),
  }));
  const kept = rightRelations.map((relation) => ({
    ...relation,
    columns: relation.columns.filter((column) => !shared.includes(column.name.toLowerCase())),
  }));
  return [...mergedInto, ...kept];
}

function starOf(star: AstNode, relations: Relation[], named: Named, context: Context): OutputColumn[] {
  if (star.columns === true || star.expr || nodesOf(star.qualified_exclude_list).length > 0)
    throw new Unknown();
  const of = textOf(star.relation_name).toLowerCase();
  const chosen = of === "" ? relations : relations.filter((relation) => relation.alias === of);
  if (chosen.length === 0) throw new Unknown();
  const excluded = textsOf(star.exclude_list).map((name) => name.toLowerCase());
  const replaced = new Map(
    nodesOf(star.replace_list).map((entry) => [textOf(entry.key).toLowerCase(), nodeOf(entry.value)]),
  );
  const renamed = new Map(
    nodesOf(star.rename_list).map((entry) => [
      textOf(nodeOf(entry.key)?.column).toLowerCase(),
      textOf(entry.value),
    ]),
  );
  return chosen
    .flatMap((relation) => relation.columns)
    .filter((column) => !excluded.includes(column.name.toLowerCase()))
    .map((column) => {
      const key = column.name.toLowerCase();
      const replacement = replaced.get(key);
      const from = replacement
        ? originsOf(replacement, { relations, aliases: [], named, context, bound: NONE })
        : column.from;
      return { name: renamed.get(key) ?? column.name, from };
    });
}

interface Scope {
  relations: readonly Relation[];
  /** Columns to the left in the same SELECT list, which later expressions may use by name. */
  aliases: readonly OutputColumn[];
  named: Named;
  context: Context;
  /** Parameters of enclosing lambdas. */
  bound: ReadonlySet<string>;
}

function originsOf(node: AstNode, scope: Scope): Origins {
  switch (node.class) {
    case "CONSTANT":
      return NONE;
    case "COLUMN_REF":
      return resolve(textsOf(node.column_names), scope);
    case "POSITIONAL_REFERENCE":
    case "STAR":
      throw new Unknown();
    case "SUBQUERY": {
      const body = nodeOf(nodeOf(node.subquery)?.node);
      if (!body) throw new Unknown();
      const outer = [...scope.context.outer, ...scope.relations];
      const inner = outputsOf(body, scope.named, { ...scope.context, outer });
      const child = nodeOf(node.child);
      return merge([...inner.map((column) => column.from), child ? originsOf(child, scope) : NONE]);
    }
    case "LAMBDA": {
      const parameters = columnNamesIn(node.lhs).map((name) => name.toLowerCase());
      const body = nodeOf(node.expr);
      return body ? originsOf(body, { ...scope, bound: new Set([...scope.bound, ...parameters]) }) : NONE;
    }
    default:
      return merge(childrenOf(node).map((child) => originsOf(child, scope)));
  }
}

function resolve(names: string[], scope: Scope): Origins {
  const [first = "", second = ""] = names.map((name) => name.toLowerCase());
  if (scope.bound.has(first)) return NONE;
  for (const relations of [scope.relations, scope.context.outer]) {
    const columns = relations.flatMap((relation) => matchesIn(relation, first));
    const qualified = names.length > 1 ? relations.filter((relation) => relation.alias === first) : [];
    const column = qualified.flatMap((relation) => matchesIn(relation, second))[0] ?? columns[0];
    if (column) return column.from;
  }
  const alias = scope.aliases.findLast((column) => column.name.toLowerCase() === first);
  if (!alias) throw new Unknown();
  return alias.from;
}

/** Expressions directly below a node, however deep the plain lists and order clauses in between are nested. */
function childrenOf(node: AstNode): AstNode[] {
  const found: AstNode[] = [];
  const collect = (value: unknown) => {
    if (Array.isArray(value)) for (const item of value) collect(item);
    else if (isNode(value)) {
      if (typeof value.class === "string") found.push(value);
      else for (const child of Object.values(value)) collect(child);
    }
  };
  for (const [field, value] of Object.entries(node)) if (field !== "cast_type") collect(value);
  return found;
}

function columnNamesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(columnNamesIn);
  if (!isNode(value)) return [];
  if (value.class === "COLUMN_REF") return textsOf(value.column_names);
  return Object.values(value).flatMap(columnNamesIn);
}

function nameOf(item: AstNode): string {
  const names = textsOf(item.column_names);
  return textOf(item.alias) || (names.at(-1) ?? "");
}

function inputColumns(name: string, context: Context): OutputColumn[] {
  const columns = context.inputs.get(name);
  if (!columns) throw new Unknown();
  return columns.map((column) => ({ name: column, from: new Set([name + SEPARATOR + column]) }));
}

function matchesIn(relation: Relation, name: string): OutputColumn[] {
  return relation.columns.filter((column) => column.name.toLowerCase() === name.toLowerCase());
}

function rename(columns: OutputColumn[], aliases: string[]): OutputColumn[] {
  return columns.map((column, i) => ({ ...column, name: aliases[i] ?? column.name }));
}

function merge(all: Origins[]): Origins {
  return new Set(all.flatMap((origins) => [...origins]));
}

function namesOf(origins: Origins): { input: string; column: string }[] {
  return [...origins].sort().map((key) => {
    const [input = "", column = ""] = key.split(SEPARATOR);
    return { input, column };
  });
}
