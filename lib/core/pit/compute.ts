import type { AggregationFunction } from "../model/definitions";
import type { Cell } from "./cell";
import type { PitGroup } from "./plan";
import type { Relation } from "./relation";
import type { WindowStrategy } from "./window-strategy";

/** How a group's features come about at a spine row's time t. */
export type PitCompute = RowsCompute | WindowsCompute | SecondOrderCompute;

/** The values of the newest row of the group's relation. */
export interface RowsCompute {
  kind: "rows";
}

/**
 * Aggregates over the rows of the group's relation whose keys equal the spine row's and whose event time lies in a window
 * that ends at t. Every row is an event of its own, also where keys and times are equal: a window counts what happened, it
 * does not look for the newest row.
 */
export interface WindowsCompute {
  kind: "windows";
  /** One for each feature of the group, in the same order. */
  windows: PitWindow[];
  /** `null` = the engine chooses. */
  strategy: WindowStrategy | null;
}

/** One aggregation over one window. */
export interface PitWindow extends PitAggregation {
  /** Column of the relation; `null` for functions that look at rows. Nulls in it never count. */
  column: string | null;
  /** Length of the window; `null` = lifetime, everything up to t. */
  seconds: number | null;
  /** `(]` = (t − w, t], `[)` = [t − w, t); of a lifetime, whether t itself counts. To the microsecond. */
  bounds: "(]" | "[)";
  /** A condition over the columns of the relation, in SQL, checked where it was declared; only rows for which it is true count. */
  where: string | null;
}

/** What is done with the values that count. */
export interface PitAggregation {
  fn: AggregationFunction;
  /** The fraction of quantile (0..1), the k of top_k; else `null`. */
  parameter: number | null;
  /** The value when nothing counts, as a cell of the feature's type. */
  empty: Cell;
}

/**
 * value(parent, t) = fn over all members whose parent at t is that parent, of each member's point-in-time value at t: nulls
 * are skipped, the member itself is one of them, nothing later than t is looked at anywhere.
 */
export interface SecondOrderCompute {
  kind: "second_order";
  /** One for each feature of the group, in the same order. */
  rollups: PitRollup[];
}

/** One aggregation over the members of one ancestor. */
export interface PitRollup extends PitAggregation {
  /** The entity whose members are aggregated, for people. */
  by: string;
  /** Steps from the group's entity up to `by`; empty when the group describes `by` itself. */
  path: PitGroup[];
  /** Steps from a member up to `by`; at least one. */
  memberPath: PitGroup[];
  /** The members' group with the one feature that is rolled up. */
  member: PitGroup;
}

/** Every relation that a group reads, those of nested groups included, in reading order. */
export function relationsOf(group: Pick<PitGroup, "relation" | "compute">): Relation[] {
  if (group.compute.kind !== "second_order") return [group.relation];
  return group.compute.rollups.flatMap(({ path, memberPath, member }) =>
    [...path, ...memberPath, member].flatMap(relationsOf),
  );
}

/** The group with every relation replaced, those of nested groups included. */
export function withRelations(group: PitGroup, replace: (relation: Relation) => Relation): PitGroup {
  const inner = (one: PitGroup) => withRelations(one, replace);
  const { compute } = group;
  if (compute.kind !== "second_order") return { ...group, relation: replace(group.relation) };
  const rollups = compute.rollups.map((rollup) => ({
    ...rollup,
    path: rollup.path.map(inner),
    memberPath: rollup.memberPath.map(inner),
    member: inner(rollup.member),
  }));
  return { ...group, compute: { ...compute, rollups } };
}
