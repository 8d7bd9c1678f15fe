import type { ValueType } from "../model/value-type";
import type { Instant } from "../time/instant";
import type { Cell } from "./cell";
import type { PitAggregation } from "./compute";
import { referenceAggregate } from "./reference-aggregate";

/**
 * The slow, obvious rollup: for each spine row, ask every member for its parent and its value at that time.
 *
 * @param spine the parent whose members are aggregated, and the time; a null parent or time gives `null`.
 * @param members keys of everything that ever may be a member.
 * @param parentAt the member's ancestor at a time, `null` when it has none then.
 * @param valueAt the member's point-in-time value at a time; null values are skipped.
 * @returns one value per spine row, in spine order, with the number of members that have one.
 */
export function referenceSecondOrder<Member>(
  spine: readonly { parent: Cell; time: Instant | null }[],
  members: readonly Member[],
  parentAt: (member: Member, time: Instant) => Cell,
  valueAt: (member: Member, time: Instant) => Cell,
  rollup: PitAggregation,
  input: ValueType,
): ({ value: Cell; count: number } | null)[] {
  return spine.map(({ parent, time }) => {
    if (parent === null || time === null) return null;
    const values = members
      .filter((member) => parentAt(member, time) === parent)
      .map((member) => valueAt(member, time))
      .filter((value) => value !== null);
    return { value: referenceAggregate(rollup, values, input), count: values.length };
  });
}
