import { assertNever } from "../errors";
import type { ValueType } from "../model/value-type";
import { convertOperation } from "./convert";
import { LIST_OPERATIONS } from "./list-operations";
import { type Implementation, isEqual, isLess, NUMBER_OPERATIONS, strictly } from "./number-operations";
import { patternMatcher } from "./pattern";
import { TEXT_OPERATIONS } from "./text-operations";
import { dateOf, difference, partOf } from "./time-operations";
import type { CallStep, PlainOperation } from "./typed";
import type { Value } from "./value";

/**
 * @param from type of the first argument.
 * @returns the function that computes a call from the values of its arguments.
 */
export function operationOf({ operation, type }: CallStep, from: ValueType): Implementation {
  switch (operation.name) {
    case "matches": {
      const matches = patternMatcher(operation.pattern);
      return strictly(([text]) => matches(String(text)));
    }
    case "substring": {
      const { start, count } = operation;
      return strictly(([text]) => [...String(text)].slice(start - 1, start - 1 + count).join(""));
    }
    case "field":
      return ([of]) => (isStruct(of) ? (of[operation.field] ?? null) : null);
    case "part":
      return strictly(([time]) => partOf(time, from, operation.part, operation.zone));
    case "date_of":
      return strictly(([time]) => dateOf(time, from, operation.zone));
    case "convert":
      return strictly(convertOperation(from, type));
    case "difference":
      return strictly(([a, b]) => difference(a, b));
    default:
      return plainOperation(operation.name, from, type);
  }
}

function plainOperation(
  name: Exclude<PlainOperation, "convert" | "difference">,
  from: ValueType,
  type: ValueType,
): Implementation {
  switch (name) {
    case "equal":
      return strictly(([a, b]) => isEqual(a, b));
    case "less":
      return strictly(([a, b]) => isLess(a, b));
    case "less_equal":
      return strictly(([a, b]) => !isLess(b, a));
    case "and":
      return (args) => (args.includes(false) ? false : args.includes(null) ? null : true);
    case "or":
      return (args) => (args.includes(true) ? true : args.includes(null) ? null : false);
    case "not":
      return strictly(([a]) => a === false);
    case "is_null":
      return ([a]) => a === null;
    case "coalesce":
      return (args) => args.find((arg) => arg !== null) ?? null;
    case "case":
      return firstTrue;
    case "list":
      return (args) => [...args];
    default:
      return otherOperation(name, from, type);
  }
}

type Other = keyof typeof NUMBER_OPERATIONS | keyof typeof TEXT_OPERATIONS | keyof typeof LIST_OPERATIONS;

function otherOperation(name: Other, from: ValueType, type: ValueType): Implementation {
  if (name in NUMBER_OPERATIONS)
    return strictly(NUMBER_OPERATIONS[name as keyof typeof NUMBER_OPERATIONS](from, type));
  if (name in TEXT_OPERATIONS) return strictly(TEXT_OPERATIONS[name as keyof typeof TEXT_OPERATIONS](from));
  if (name in LIST_OPERATIONS) return strictly(LIST_OPERATIONS[name as keyof typeof LIST_OPERATIONS](from));
  return assertNever(name as never);
}

function firstTrue(args: readonly Value[]): Value {
  for (let at = 0; at + 1 < args.length; at += 2) if (args[at] === true) return args[at + 1] ?? null;
  return args.at(-1) ?? null;
}

function isStruct(value: Value | undefined): value is { [field: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
