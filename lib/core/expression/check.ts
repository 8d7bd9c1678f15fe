import { didYouMean } from "../definitions/suggest";
import { formatValueType, type ValueType } from "../model/value-type";
import { castRule } from "../pit/cast";
import { type Call, type Checked, decimalNode, numberNode, typed, unified } from "./arguments";
import { FUNCTIONS } from "./functions";
import { checkLookup } from "./lookup";
import { bool, choose, converted, isNull, literal, not, nothing, or } from "./nodes";
import { arithmetic, compared, condition, logic } from "./operators";
import { parseExpression } from "./parse";
import type { Complain, ExpressionProblem } from "./problem";
import type { ExpressionScope } from "./scope";
import { stepsOf } from "./steps";
import { COMPARISONS, type Comparison, type Syntax } from "./syntax";
import type { CheckedExpression, ExpressionInput, TypedExpression } from "./typed";
import { listOf, STRING, sameType, widened } from "./types";

export type CheckOutcome =
  | { ok: true; expression: CheckedExpression }
  /** No problems: a type that it depends on is not known, and the reason stands elsewhere. */
  | { ok: false; problems: ExpressionProblem[] };

/**
 * Reads an expression, settles its names and types, and makes it give the declared type: whole numbers and floats
 * become narrower (what does not fit is null), whole numbers and decimals the nearest float; nothing else is cast.
 * Never throws, whatever the text is.
 *
 * @param declared `null` = whatever the expression gives.
 */
export function checkExpression(
  text: string,
  scope: ExpressionScope,
  declared: ValueType | null,
): CheckOutcome {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const checker = new Checker(scope);
  const checked = checker.check(parsed.syntax);
  const root = checked && checker.finish(checked, declared);
  const isUsable = root !== null && checker.problems.length === 0 && !checker.isTypeUnknown;
  return isUsable
    ? { ok: true, expression: { type: root.type, steps: stepsOf(root), inputs: checker.inputs } }
    : { ok: false, problems: checker.problems };
}

class Checker {
  readonly problems: ExpressionProblem[] = [];
  readonly inputs: ExpressionInput[] = [];
  isTypeUnknown = false;
  readonly #nodes = new Map<string, TypedExpression>();

  constructor(private readonly scope: ExpressionScope) {}

  finish(checked: Checked, declared: ValueType | null): TypedExpression | null {
    const node = typed(checked, this.#complain);
    if (node === null || declared === null || sameType(node.type, declared)) return node;
    const exact = declared.kind === "decimal" && checked.number ? decimalNode(checked.number) : null;
    const root = exact ?? node;
    if (castRule(root.type, declared) !== "refuse") return converted(root, declared);
    const given = formatValueType(node.type);
    this.#complain(
      0,
      `The expression gives ${given}, not ${formatValueType(declared)}.`,
      `type: ${given}, or an expression of the declared type`,
    );
    return null;
  }

  /** @returns `null` when something is wrong below, after a complaint about it. */
  check(syntax: Syntax): Checked | null {
    switch (syntax.kind) {
      case "number":
        return this.#number(syntax.text, syntax.at);
      case "text":
        return { ...plain(syntax, literal(STRING, syntax.text)), text: syntax.text };
      case "bool":
        return plain(syntax, bool(syntax.value));
      case "null":
        return plain(syntax, null);
      case "name":
        return this.#name(syntax.name, syntax.at);
      case "field":
        return this.#field(syntax);
      case "list":
        return this.#list(syntax);
      case "call":
        return this.#call(syntax);
      default:
        return this.#operation(syntax);
    }
  }

  #operation(
    syntax: Extract<Syntax, { kind: "unary" | "binary" | "is_null" | "in" | "between" | "case" }>,
  ): Checked | null {
    const node = this.#operationNode(syntax);
    return node && plain(syntax, node);
  }

  #operationNode(
    syntax: Extract<Syntax, { kind: "unary" | "binary" | "is_null" | "in" | "between" | "case" }>,
  ): TypedExpression | null {
    switch (syntax.kind) {
      case "unary":
        return this.#unary(syntax);
      case "binary":
        return this.#binary(syntax);
      case "is_null": {
        const operand = this.check(syntax.operand);
        const node = operand && typed(operand, this.#complain);
        return node && negatedIf(syntax.negated, isNull(node));
      }
      case "in":
        return this.#in(syntax);
      case "between":
        return this.#between(syntax);
      case "case":
        return this.#case(syntax);
    }
  }

  readonly #complain: Complain = (at, message, expected) => {
    this.problems.push({ at, message, expected });
  };

  #number(text: string, at: number): Checked | null {
    const node = numberNode(text);
    if (node) return { ...plain({ at }, node), number: text };
    this.#complain(
      at,
      `${text} is beyond every number.`,
      "a whole number within int64, or a float up to 1.8e308",
    );
    return null;
  }

  #name(name: string, at: number): Checked | null {
    const column = this.scope.columns.get(name);
    if (column === undefined) {
      const refused = this.scope.refused.get(name);
      const names = [...this.scope.columns.keys()];
      const message = refused ?? `There is no column ${name}.${didYouMean(name, names)}`;
      this.#complain(
        at,
        message,
        names.length > 0 ? `one of ${names.join(", ")}` : "an expression without columns",
      );
      return null;
    }
    return this.#input(`column ${name}`, at, column && { kind: "column", name, type: column });
  }

  /** Every input stands in the graph once, however often it is named. */
  #input(key: string, at: number, input: ExpressionInput | null): Checked | null {
    if (input === null) {
      this.isTypeUnknown = true;
      return null;
    }
    const dimensions = input.type.kind === "embedding" ? input.type.dimensions : null;
    const known = this.#nodes.get(key);
    if (known) return { ...plain({ at }, known), dimensions };
    const node: TypedExpression = { kind: "input", type: widened(input.type), input: this.inputs.length };
    this.inputs.push(input);
    this.#nodes.set(key, node);
    return { ...plain({ at }, node), dimensions };
  }

  #field({ at, of, name }: Extract<Syntax, { kind: "field" }>): Checked | null {
    const checked = this.check(of);
    const node = checked && typed(checked, this.#complain);
    if (!node) return null;
    const fields = node.type.kind === "struct" ? node.type.fields : [];
    const field = fields.find((one) => one.name === name);
    if (field)
      return plain(
        { at },
        { kind: "call", type: field.type, operation: { name: "field", field: name }, args: [node] },
      );
    const names = fields.map((one) => one.name);
    const message =
      node.type.kind === "struct"
        ? `The struct has no field ${name}.${didYouMean(name, names)}`
        : `${formatValueType(node.type)} has no fields.`;
    this.#complain(
      at,
      message,
      names.length > 0 ? `one of ${names.join(", ")}` : "a struct before the point",
    );
    return null;
  }

  #list(syntax: Extract<Syntax, { kind: "list" }>): Checked | null {
    const items = this.#all(syntax.items);
    if (!items) return null;
    if (items.length === 0) {
      this.#complain(syntax.at, "This list is empty, so its type is not known.", "one element at least");
      return null;
    }
    const nodes = unified(items, this.#complain);
    const [first] = nodes ?? [];
    if (!nodes || !first) return null;
    const node: TypedExpression = {
      kind: "call",
      type: listOf(first.type),
      operation: { name: "list" },
      args: nodes,
    };
    return { ...plain(syntax, node), items };
  }

  #call({ at, name, args: written }: Extract<Syntax, { kind: "call" }>): Checked | null {
    if (name === "lookup") {
      const input = checkLookup(at, written, this.scope, this.#complain);
      if (input === "unknown type") this.isTypeUnknown = true;
      return input === null || input === "unknown type"
        ? null
        : this.#input(JSON.stringify(input), at, input);
    }
    const rule = FUNCTIONS.get(name);
    if (!rule) {
      const known = [...FUNCTIONS.keys(), "lookup"];
      const hint = HINTS[name] ?? "a function of the language, see its reference";
      this.#complain(at, `There is no function ${name}.${didYouMean(name, known)}`, hint);
      return null;
    }
    const args = this.#all(written);
    const [least, most] = rule.args;
    if (written.length < least || written.length > most) {
      this.#complain(
        at,
        `${name} does not take ${written.length} ${written.length === 1 ? "argument" : "arguments"}.`,
        rule.usage,
      );
      return null;
    }
    const call: Call | null = args && { at, name, args, complain: this.#complain };
    const node = call && rule.build(call);
    return node && plain({ at }, node);
  }

  #unary({ at, operator, operand }: Extract<Syntax, { kind: "unary" }>): TypedExpression | null {
    const checked = this.check(operand);
    if (!checked) return null;
    if (operator === "not") return logic("not", [checked], this.#complain);
    const zero = { ...plain({ at }, literal({ kind: "int64" }, "0")), number: "0" };
    const node = arithmetic("-", at, zero, checked, this.#complain);
    // 0 - 0 is 0, the opposite of the float 0 is -0; a decimal keeps its precision.
    return node && checked.node
      ? { kind: "call", type: checked.node.type, operation: { name: "negate" }, args: [checked.node] }
      : null;
  }

  #binary({ at, operator, left, right }: Extract<Syntax, { kind: "binary" }>): TypedExpression | null {
    const [a, b] = [this.check(left), this.check(right)];
    if (!a || !b) return null;
    if (operator === "and" || operator === "or") return logic(operator, [a, b], this.#complain);
    return isComparison(operator)
      ? compared(operator, a, b, this.#complain)
      : arithmetic(operator, at, a, b, this.#complain);
  }

  #in({ operand, items, negated }: Extract<Syntax, { kind: "in" }>): TypedExpression | null {
    const [value, others] = [this.check(operand), this.#all(items)];
    if (!value || !others) return null;
    const nodes = others.map((other) => compared("=", value, other, this.#complain));
    const all = nodes.filter((node) => node !== null);
    return all.length === nodes.length ? negatedIf(negated, or(...all)) : null;
  }

  #between({ operand, low, high, negated }: Extract<Syntax, { kind: "between" }>): TypedExpression | null {
    const [value, from, to] = [this.check(operand), this.check(low), this.check(high)];
    if (!value || !from || !to) return null;
    const [above, below] = [
      compared(">=", value, from, this.#complain),
      compared("<=", value, to, this.#complain),
    ];
    if (!above || !below) return null;
    return negatedIf(negated, {
      kind: "call",
      type: above.type,
      operation: { name: "and" },
      args: [above, below],
    });
  }

  #case({ at, whens, otherwise }: Extract<Syntax, { kind: "case" }>): TypedExpression | null {
    const conditions = whens.map((when) => {
      const checked = this.check(when.condition);
      return checked && condition(checked, "when", this.#complain);
    });
    const values = this.#all(whens.map((when) => when.value));
    const last = otherwise ? this.check(otherwise) : plain({ at }, null);
    if (!values || !last || conditions.includes(null)) return null;
    const nodes = unified([...values, last], this.#complain);
    const [first] = nodes ?? [];
    if (!nodes || !first) return null;
    const pairs = conditions.flatMap((node, i): [TypedExpression, TypedExpression][] => {
      const value = nodes[i];
      return node && value ? [[node, value]] : [];
    });
    return choose(first.type, pairs, nodes.at(-1) ?? nothing(first.type));
  }

  /** All of them, so that every one that is wrong is named. */
  #all(parts: readonly Syntax[]): Checked[] | null {
    const checked = parts.map((part) => this.check(part));
    const right = checked.filter((one) => one !== null);
    return right.length === checked.length ? right : null;
  }
}

/** What functions of other languages are called here. */
const HINTS: Readonly<Record<string, string>> = {
  ifnull: "coalesce(a, b)",
  nvl: "coalesce(a, b)",
  iff: "if(condition, value, otherwise)",
  substr: "substring(text, first, count)",
  len: "length(text) or size(list)",
  power: "pow(a, b)",
  log: "ln(x) or log10(x)",
  ceiling: "ceil(x)",
  avg: "mean(list)",
  regexp_matches: "matches(text, 'pattern')",
  cast: "to_int(x), to_float(x), to_decimal(x, precision, scale) or to_text(x)",
  date_part: "year(time, 'zone'), month(…), hour(…) …",
  extract: "year(time, 'zone'), month(…), hour(…) …",
};

function plain({ at }: { at: number }, node: TypedExpression | null): Checked {
  return { at, node, number: null, text: null, items: null, dimensions: null };
}

function isComparison(operator: string): operator is Comparison {
  return (COMPARISONS as readonly string[]).includes(operator);
}

function negatedIf(isNegated: boolean, node: TypedExpression): TypedExpression {
  return isNegated ? not(node) : node;
}
