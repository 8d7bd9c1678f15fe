import "server-only";
import type { FieldProblem } from "@/lib/core/errors";
import { type AstNode, isNode, namedQueries, nodeOf, nodesOf, textOf } from "./select-ast";
import {
  AGGREGATE_FUNCTIONS,
  SCALAR_FUNCTIONS,
  SPECIAL_COLUMNS,
  TABLE_FUNCTIONS,
  WINDOW_FUNCTIONS,
} from "./select-functions";

const SQL_BYTES_MAX = 64 * 1024;
const PROBLEMS_MAX = 20;
/** Where DuckDB does not know a place it writes the greatest 64-bit number. */
const POSITION_MAX = SQL_BYTES_MAX;

const EXPRESSION_CLASSES = new Set(
  "BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA LAMBDA_REF OPERATOR POSITIONAL_REFERENCE STAR SUBQUERY WINDOW".split(
    " ",
  ),
);
const NODE_TYPES = new Set(
  "SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE BASE_TABLE JOIN SUBQUERY EXPRESSION_LIST EMPTY TABLE_FUNCTION ORDER_MODIFIER DISTINCT_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_DEFAULT ORDER_ASCENDING ORDER_DESCENDING".split(
    " ",
  ),
);
const FUNCTION_SCHEMAS = new Set(["", "main", "pg_catalog"]);
const UNORDERED_NODES = new Set(["SUBQUERY", "WINDOW"]);

export interface CheckedSelect {
  problems: FieldProblem[];
  /** Inputs read, in order of appearance. */
  tables: string[];
  /**
   * Whether each output row depends on one input row only, so that reading the SELECT twice gives the same rows and
   * filters can be pushed below it.
   */
  isRowwise: boolean;
  /** The query node; `null` when the text does not parse. */
  query: AstNode | null;
}

/**
 * Checks one parsed SELECT (S8, S10, sandbox recipe): exactly one statement, built of known parts only, reading nothing
 * but its declared inputs, calling nothing but listed functions. Deny by default: an unknown part is a problem.
 *
 * @param sql the text, for lines and columns of problems.
 * @param serialized what `json_serialize_sql` said about it.
 * @param inputs names that may be read, in lower case.
 * @param columns names of all input columns, in lower case, so that a column may be called `user`.
 */
export function checkSelect(
  sql: string,
  serialized: string,
  inputs: ReadonlySet<string>,
  columns: ReadonlySet<string>,
): CheckedSelect {
  const refused = (problem: FieldProblem) => ({
    problems: [problem],
    tables: [],
    isRowwise: false,
    query: null,
  });
  const parsed: unknown = JSON.parse(serialized);
  const tree = nodeOf(parsed);
  if (!tree || tree.error === true) return refused(syntaxProblem(sql, tree));
  const statements = nodesOf(tree.statements);
  const query = nodeOf(statements[0]?.node);
  if (statements.length !== 1 || !query) {
    return refused({
      path: "sql",
      message: `holds ${statements.length} statements`,
      expected: "exactly one SELECT",
    });
  }
  const walk: Walk = { sql, inputs, columns, tables: [], problems: [] };
  visit(query, new Set(), walk);
  return { problems: walk.problems, tables: walk.tables, isRowwise: isRowwise(query), query };
}

/** Problems that can be told from the text alone. */
export function textProblem(sql: string): FieldProblem | null {
  if (Buffer.byteLength(sql) > SQL_BYTES_MAX) {
    return { path: "sql", message: `is longer than ${SQL_BYTES_MAX / 1024} KB` };
  }
  if (sql.trim() === "") return { path: "sql", message: "is empty", expected: "one SELECT" };
  if (sql.includes("\0") || !sql.isWellFormed()) return { path: "sql", message: "is not well-formed text" };
  return null;
}

/** @returns line and column (from 1, in characters) of a byte offset into the text. */
export function placeOf(sql: string, byteOffset: number): { line: number; column: number } {
  const before = Buffer.from(sql).subarray(0, byteOffset).toString("utf8");
  const lines = before.split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}

interface Walk {
  sql: string;
  inputs: ReadonlySet<string>;
  columns: ReadonlySet<string>;
  tables: string[];
  problems: FieldProblem[];
}

/** Visits every node below `value`. `named` holds the names of `WITH` queries that can be read here. */
function visit(value: unknown, named: ReadonlySet<string>, walk: Walk): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, named, walk);
    return;
  }
  if (!isNode(value)) return;
  const isExpression = typeof value.class === "string";
  if (isExpression) checkExpression(value, walk);
  else if (typeof value.type === "string") checkNode(value, named, walk);
  if (value.class === "CONSTANT") return;
  const inner = visitNamed(value, named, walk);
  for (const [field, child] of Object.entries(value)) {
    // Types of casts hold no expressions, only words of their own.
    if (field === "cte_map" || field === "cast_type" || field === "expected_types") continue;
    visit(child, inner, walk);
  }
}

/** Each `WITH` query sees those before it, and itself only when it is recursive; the node sees them all. */
function visitNamed(node: AstNode, named: ReadonlySet<string>, walk: Walk): ReadonlySet<string> {
  const inner = new Set(named);
  if (node.type === "RECURSIVE_CTE_NODE") inner.add(textOf(node.cte_name).toLowerCase());
  for (const entry of namedQueries(node)) {
    visit(entry.body, inner, walk);
    inner.add(entry.name);
  }
  return inner;
}

function checkExpression(node: AstNode, walk: Walk) {
  const kind = textOf(node.class);
  if (!EXPRESSION_CLASSES.has(kind)) {
    report(
      walk,
      node,
      kind === "PARAMETER"
        ? "holds a parameter ($1 or ?)"
        : `holds an expression that is not allowed (${kind.toLowerCase()})`,
    );
  }
  if (kind === "FUNCTION" || kind === "WINDOW") checkFunction(node, walk);
  if (kind === "COLUMN_REF" && Array.isArray(node.column_names) && node.column_names.length === 1) {
    const name = textOf(node.column_names[0]).toLowerCase();
    if (SPECIAL_COLUMNS.has(name) && !walk.columns.has(name)) {
      report(walk, node, `${name} depends on when and where the SELECT runs, so it is not allowed`);
    }
  }
}

function checkFunction(node: AstNode, walk: Walk) {
  const name = textOf(node.function_name).toLowerCase();
  const isListed = SCALAR_FUNCTIONS.has(name) || AGGREGATE_FUNCTIONS.has(name);
  const allowed =
    node.class === "WINDOW" ? isListed || WINDOW_FUNCTIONS.has(name) : isListed || TABLE_FUNCTIONS.has(name);
  if (
    !allowed ||
    !FUNCTION_SCHEMAS.has(textOf(node.schema)) ||
    !["", "system"].includes(textOf(node.catalog))
  ) {
    report(walk, node, `the function ${name} is not allowed`);
  }
}

function checkNode(node: AstNode, named: ReadonlySet<string>, walk: Walk) {
  const type = textOf(node.type);
  if (!NODE_TYPES.has(type)) {
    report(walk, node, `holds a part that is not allowed (${type.toLowerCase().replaceAll("_", " ")})`);
    return;
  }
  if (node.sample) report(walk, node, "holds TABLESAMPLE, which gives other rows each time");
  if (node.at_clause) report(walk, node, "holds AT, which sources do not have");
  if (type === "TABLE_FUNCTION") {
    const name = textOf(nodeOf(node.function)?.function_name).toLowerCase();
    if (!TABLE_FUNCTIONS.has(name)) report(walk, node, `the table function ${name} is not allowed`);
  }
  if (type === "BASE_TABLE") checkTable(node, named, walk);
}

function checkTable(node: AstNode, named: ReadonlySet<string>, walk: Walk) {
  const name = textOf(node.table_name).toLowerCase();
  if (textOf(node.schema_name) !== "" || textOf(node.catalog_name) !== "") {
    report(
      walk,
      node,
      `reads ${textOf(node.schema_name) || textOf(node.catalog_name)}.${name}; inputs are named without a schema`,
    );
  } else if (named.has(name)) {
    return;
  } else if (walk.inputs.has(name)) {
    if (!walk.tables.includes(name)) walk.tables.push(name);
  } else {
    const known = [...walk.inputs].sort().join(", ");
    report(
      walk,
      node,
      `reads ${JSON.stringify(name)}, which is no source or group it may read`,
      known || "no input at all",
    );
  }
}

function report(walk: Walk, node: AstNode, message: string, expected?: string) {
  if (walk.problems.length >= PROBLEMS_MAX) return;
  const position = Number(node.query_location);
  const place = position >= 0 && position <= POSITION_MAX ? placeOf(walk.sql, position) : {};
  walk.problems.push({ path: "sql", message, ...place, ...(expected === undefined ? {} : { expected }) });
}

function syntaxProblem(sql: string, tree: AstNode | null): FieldProblem {
  const message = textOf(tree?.error_message);
  if (textOf(tree?.error_type) === "not implemented" || !tree) {
    return { path: "sql", message: "is not a SELECT", expected: "exactly one SELECT" };
  }
  const position = Number(tree.position);
  const place =
    tree.position !== undefined && position >= 0 && position <= POSITION_MAX ? placeOf(sql, position) : {};
  return { path: "sql", message: message.split("\n")[0] ?? message, ...place };
}

function isRowwise(query: AstNode): boolean {
  const from = nodeOf(query.from_table);
  if (query.type !== "SELECT_NODE" || from?.type !== "BASE_TABLE" || namedQueries(query).length > 0)
    return false;
  if (nodesOf(query.modifiers).length > 0 || nodesOf(query.group_expressions).length > 0) return false;
  if (query.having || query.qualify) return false;
  return !someNode([query.select_list, query.where_clause], (node) => {
    const name = textOf(node.function_name).toLowerCase();
    return UNORDERED_NODES.has(textOf(node.class)) || AGGREGATE_FUNCTIONS.has(name) || name === "unnest";
  });
}

function someNode(value: unknown, predicate: (node: AstNode) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => someNode(item, predicate));
  if (!isNode(value)) return false;
  return predicate(value) || Object.values(value).some((child) => someNode(child, predicate));
}
