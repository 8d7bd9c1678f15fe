/**
 * The ends of edges that have the most neighbours, for a picture with room for only some of them.
 *
 * @param limit how many ends at most, >= 0.
 * @returns distinct ids, most neighbours first, equal ones in the order of their first edge; all ends when they fit.
 *   Repeated edges count once; an edge from a node to itself gives it one neighbour. Cost: linear in the edges, plus
 *   sorting the ends.
 */
export function mostConnected(edges: readonly { from: string; to: string }[], limit: number): string[] {
  const neighbours = new Map<string, Set<string>>();
  const note = (id: string, other: string) => {
    const known = neighbours.get(id);
    if (known) known.add(other);
    else neighbours.set(id, new Set([other]));
  };
  for (const { from, to } of edges) {
    note(from, to);
    note(to, from);
  }
  return [...neighbours]
    .sort(([, a], [, b]) => b.size - a.size)
    .slice(0, limit)
    .map(([id]) => id);
}
