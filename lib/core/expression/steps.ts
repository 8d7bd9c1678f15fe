import type { Step, TypedExpression } from "./typed";

/** An expression as a list of steps, each after those that it uses. Equal parts become one step. */
export function stepsOf(root: TypedExpression): Step[] {
  const steps: Step[] = [];
  const byNode = new Map<TypedExpression, number>();
  const byText = new Map<string, number>();
  const place = (node: TypedExpression): number => {
    const known = byNode.get(node);
    if (known !== undefined) return known;
    const step: Step = node.kind === "call" ? { ...node, args: node.args.map(place) } : node;
    const text = JSON.stringify(step);
    const index = byText.get(text) ?? steps.push(step) - 1;
    byNode.set(node, index);
    byText.set(text, index);
    return index;
  };
  const last = place(root);
  // Where the whole equals a part that others use too, it has to be said again to stand last.
  const result = steps[last];
  if (result && last !== steps.length - 1) steps.push(result);
  return steps;
}
