import type { Resolver } from "./resolve";
import type { DefinitionSet } from "./set";

/** How many steps data may take from its source to a group. */
export const LINEAGE_DEPTH_MAX = 200;

/**
 * Cycles of sources and groups that read each other or look each other up, each once, as the names on the way with the first
 * repeated at the end (`a b a`). Deterministic: names are visited in alphabetical order. Linear time.
 */
export function lineageCycles(resolver: Resolver): string[][] {
  const names = [...resolver.set.sources.keys(), ...resolver.set.groups.keys()];
  return findCycles(names, (name) => [...resolver.reads(name), ...resolver.lookups(name)]);
}

/** Cycles of entities that are each other's parents, in the same form. */
export function parentCycles(set: DefinitionSet): string[][] {
  return findCycles([...set.entities.keys()], (name) => {
    const parent = set.entities.get(name)?.parent?.entity;
    return parent === undefined ? [] : [parent];
  });
}

/** Objects that stand more than {@link LINEAGE_DEPTH_MAX} steps after their farthest source. Needs a graph without cycles. */
export function tooDeep(resolver: Resolver): string[] {
  const names = [...resolver.set.sources.keys(), ...resolver.set.groups.keys()];
  const depths = new Map<string, number>();
  visitDepthFirst(names, resolver.reads, {
    leave: (name) => {
      const below = resolver.reads(name).map((read) => depths.get(read) ?? 0);
      depths.set(name, 1 + below.reduce((deepest, depth) => Math.max(deepest, depth), 0));
    },
  });
  return [...depths].filter(([, depth]) => depth > LINEAGE_DEPTH_MAX).map(([name]) => name);
}

/** Names in an order in which everything comes after what it reads. Needs a graph without cycles. */
export function readingOrder(names: readonly string[], reads: (name: string) => readonly string[]): string[] {
  const order: string[] = [];
  visitDepthFirst(names, reads, { leave: (name) => order.push(name) });
  return order;
}

function findCycles(names: readonly string[], next: (name: string) => readonly string[]): string[][] {
  const cycles: string[][] = [];
  visitDepthFirst([...names].sort(), next, {
    back: (name, way) => cycles.push([...way.slice(way.indexOf(name)), name]),
  });
  return cycles;
}

interface Visitor {
  /** All that the name leads to has been visited. */
  leave?: (name: string) => void;
  /** The name is on the way that leads to it. */
  back?: (name: string, way: string[]) => void;
}

/** Visits each name once, without recursion: chains may be thousands long. */
function visitDepthFirst(
  names: readonly string[],
  next: (name: string) => readonly string[],
  visitor: Visitor,
) {
  const done = new Set<string>();
  for (const start of names) {
    if (done.has(start)) continue;
    const way: { name: string; todo: readonly string[]; at: number }[] = [
      { name: start, todo: next(start), at: 0 },
    ];
    const open = new Set([start]);
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const follower = top.todo[top.at++];
      if (follower === undefined) {
        way.pop();
        open.delete(top.name);
        done.add(top.name);
        visitor.leave?.(top.name);
      } else if (open.has(follower)) {
        visitor.back?.(
          follower,
          way.map(({ name }) => name),
        );
      } else if (!done.has(follower)) {
        open.add(follower);
        way.push({ name: follower, todo: next(follower), at: 0 });
      }
    }
  }
}
