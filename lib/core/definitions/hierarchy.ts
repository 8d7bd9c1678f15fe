import type { DefinitionSet } from "./set";

/** One step up the hierarchy: the feature `from` names the parent's key for each `entity`. */
export interface ParentStep {
  entity: string;
  parent: string;
  from: string;
}

/**
 * The steps from an entity up to an ancestor.
 *
 * @returns [] when both are the same, `null` when the second is no ancestor of the first (or the hierarchy is
 *   cyclic before it is reached).
 */
export function parentPath(entity: string, ancestor: string, set: DefinitionSet): ParentStep[] | null {
  const steps: ParentStep[] = [];
  const seen = new Set<string>();
  for (let at = entity; at !== ancestor; ) {
    const parent = set.entities.get(at)?.parent;
    if (!parent || seen.has(at)) return null;
    seen.add(at);
    steps.push({ entity: at, parent: parent.entity, from: parent.from });
    at = parent.entity;
  }
  return steps;
}

/** All ancestors of an entity, nearest first; stops where the hierarchy turns back on itself. */
export function ancestorsOf(entity: string, set: DefinitionSet): string[] {
  const found: string[] = [];
  for (
    let at = set.entities.get(entity)?.parent?.entity;
    at !== undefined;
    at = set.entities.get(at)?.parent?.entity
  ) {
    if (at === entity || found.includes(at)) break;
    found.push(at);
  }
  return found;
}
