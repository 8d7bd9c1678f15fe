import type { ValueType } from "../model/value-type";
import { asInt64, bigintOf, type Implementation, isEqual, isLess } from "./number-operations";
import { isFloat } from "./types";
import type { Value } from "./value";

/** By name, given the type of the first argument. Sums run from the first element to the last. */
export const LIST_OPERATIONS = {
  size:
    (): Implementation =>
    ([list]) =>
      BigInt(itemsOf(list).length),
  element:
    (): Implementation =>
    ([list, position]) => {
      const items = itemsOf(list);
      const at = bigintOf(position);
      return at >= 1n && at <= BigInt(items.length) ? (items[Number(at) - 1] ?? null) : null;
    },
  list_sum: (from: ValueType): Implementation =>
    from.kind === "list" && isFloat(from.element)
      ? ([list]) => present(list).reduce<number>((sum, item) => sum + Number(item), 0)
      : ([list]) => asInt64(present(list).reduce<bigint>((sum, item) => sum + bigintOf(item), 0n)),
  list_count:
    (): Implementation =>
    ([list]) =>
      BigInt(present(list).length),
  list_min:
    (): Implementation =>
    ([list]) =>
      least(list, isLess),
  list_max:
    (): Implementation =>
    ([list]) =>
      least(list, (a, b) => isLess(b, a)),
  list_contains:
    (): Implementation =>
    ([list, wanted]) =>
      itemsOf(list).some((item) => isEqual(item, wanted)),
  dot:
    (): Implementation =>
    ([a, b]) =>
      dot(itemsOf(a), itemsOf(b)),
} as const;

function itemsOf(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

function present(value: Value | undefined): Value[] {
  return itemsOf(value).filter((item) => item !== null);
}

function least(list: Value | undefined, isBefore: (a: Value, b: Value) => boolean): Value {
  const [first = null, ...rest] = present(list);
  return rest.reduce((best, item) => (isBefore(item, best) ? item : best), first);
}

function dot(a: readonly Value[], b: readonly Value[]): Value {
  if (a.length !== b.length || a.includes(null) || b.includes(null)) return null;
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += Number(a[at]) * Number(b[at]);
  return sum;
}
