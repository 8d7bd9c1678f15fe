import "server-only";

/** A node of DuckDB's serialised syntax tree. Its fields are read by name and checked where they are read. */
export type AstNode = { [field: string]: unknown };

export function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function nodeOf(value: unknown): AstNode | null {
  return isNode(value) ? value : null;
}

export function nodesOf(value: unknown): AstNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Named queries of a `WITH`, in order. `body` is a query node. */
export function namedQueries(
  query: AstNode,
): { name: string; aliases: string[]; body: AstNode; isRecursive: boolean }[] {
  return nodesOf(nodeOf(query.cte_map)?.map).flatMap((entry) => {
    const value = nodeOf(entry.value);
    const body = nodeOf(nodeOf(value?.query)?.node);
    if (!body) return [];
    const isRecursive = body.type === "RECURSIVE_CTE_NODE";
    return [{ name: textOf(entry.key).toLowerCase(), aliases: textsOf(value?.aliases), body, isRecursive }];
  });
}
