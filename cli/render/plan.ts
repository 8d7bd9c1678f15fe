import type { Plan } from "@/lib/contracts/api/definitions";
import {
  actionWords,
  objectWords,
  type PlannedChange,
  summaryWords,
  symbolOf,
  valueWords,
} from "./plan-words";
import { printable, type Style } from "./style";

const FIELDS_MAX = 40;

/** A plan for a terminal: what happens to each object, field by field, then warnings and what files leave out. */
export function renderPlan(
  project: string,
  plan: Plan,
  { style, isPruned }: { style: Style; isPruned: boolean },
): string {
  const parts = [
    `${style.bold(`Plan for ${project}`)}: ${summaryWords(plan)}\n`,
    plan.changes.map((change) => renderChange(change, style)).join("\n"),
    renderWarnings(plan, style),
    isPruned ? "" : renderLeftOut(plan, style),
    plan.gate === "pass" ? "" : `${style.bold("Gate")}: ${style.yellow(plan.gate)}\n`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function renderChange(change: PlannedChange, style: Style): string {
  const symbol = symbolOf(change);
  const paint = { "+": style.green, "~": style.yellow, "!": style.red, "-": style.red }[symbol];
  const note = change.is_consequence ? style.dim(" (because of another change)") : "";
  const head = `  ${paint(symbol)} ${style.bold(objectWords(change))}  ${paint(actionWords(change))}${note}\n`;
  const shown = change.fields.slice(0, FIELDS_MAX);
  const width = Math.max(0, ...shown.map((field) => printable(field.path).length));
  const fields = shown.map(
    (field) => `      ${printable(field.path).padEnd(width)}  ${renderValues(field, style)}\n`,
  );
  const rest = change.fields.length - shown.length;
  if (rest > 0) fields.push(style.dim(`      … and ${rest} more (--json shows all)\n`));
  const reasons = change.level === "breaking" ? change.findings : [];
  const why = reasons.map(
    (finding) => `      ${style.red(finding.rule)} ${style.dim(printable(finding.explanation))}\n`,
  );
  return [head, ...fields, ...why].join("");
}

function renderValues({ from, to }: { from?: unknown; to?: unknown }, style: Style): string {
  const [before, after] = [valueWords(from), valueWords(to)];
  if (before === null) return style.green(`+ ${after ?? "none"}`);
  if (after === null) return style.red(`- ${before}`);
  return `${before} ${style.dim("→")} ${after}`;
}

function renderWarnings({ warnings }: Plan, style: Style): string {
  if (warnings.length === 0) return "";
  const lines = warnings.map(({ file, line, rule, message, kind, name }) => {
    const place = file === undefined ? "" : `${printable(file)}${line === undefined ? "" : `:${line}`}: `;
    const about = objectWords({ kind, name });
    return `  ${style.bold(place)}${style.yellow("warning")}: ${about}: ${printable(message)} ${style.dim(`[${rule}]`)}\n`;
  });
  return `${style.bold("Warnings")} ${style.dim("(to accept one, list its rule under silence)")}\n${lines.join("")}`;
}

function renderLeftOut({ not_in_files: leftOut }: Plan, style: Style): string {
  if (leftOut.length === 0) return "";
  const lines = leftOut.map((object) => `  ${objectWords(object)}\n`);
  return `${style.bold("Not in the files")} ${style.dim("(kept as it is; --prune retires it)")}\n${lines.join("")}`;
}
