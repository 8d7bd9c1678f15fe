import type { LintResult } from "@/lib/contracts/lint";
import type { ProveResult } from "@/lib/contracts/prove";
import { valueWords } from "./plan-words";
import { counted } from "./problems";
import { printable, type Style } from "./style";

const CHANGED_SHOWN = 20;

/** What the linter found, worst first; silenced findings are only counted. */
export function renderLint({ findings, predictors, not_checked: refused }: LintResult, style: Style): string {
  const order = ["error", "warning", "note"];
  const open = findings
    .filter((finding) => !finding.silenced)
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const paint = { error: style.red, warning: style.yellow, note: style.dim };
  const blocks = open.map(({ severity, group, version, feature, line, column, rule, what, fix }) => {
    const place =
      line === null ? "" : style.dim(` (transform, line ${line}${column === null ? "" : `:${column}`})`);
    const name = `${group}${version === null ? "" : `@v${version}`}${feature === null ? "" : `:${feature}`}`;
    return `${paint[severity](severity)}: ${style.bold(name)}${place}: ${printable(what)} ${style.dim(`[${rule}]`)}\n    ${printable(fix)}\n`;
  });
  const ranked = predictors.map(({ group, feature, auc, positives, negatives }) => {
    const score = auc === null ? "too few rows" : auc.toFixed(4);
    return `  AUC ${score}  ${group}:${feature} ${style.dim(`(${positives} true, ${negatives} false)`)}\n`;
  });
  const unchecked = refused.map(
    ({ group, reason }) => `${style.dim("not checked on data")}: ${group}: ${printable(reason)}\n`,
  );
  const silenced = findings.length - open.length;
  const sum =
    open.length === 0 ? style.green("No leak found in the definitions.") : counted(open.length, "finding");
  return `${[...blocks, ...ranked, ...unchecked].join("")}${sum}${silenced > 0 ? ` ${silenced} silenced.` : ""}\n`;
}

/** What the proof by running found, with the rows that leaked into each value. */
export function renderProof(proof: ProveResult, style: Style): string {
  const { changed, changed_count: count, cell_count: cells, time_count: times, uncut_sources: uncut } = proof;
  const where = `${counted(proof.row_count, "row")} at ${counted(times, "time")}`;
  if (uncut.length > 0 && count === 0)
    return `${style.yellow("Not proven")}: ${uncut.join(", ")} cannot be cut, without a time. No value of ${cells} changed (${where}).\n`;
  if (count === 0) return `${style.green("Proven")}: no value of ${cells} changed (${where}).\n`;
  const lines = changed
    .slice(0, CHANGED_SHOWN)
    .map(({ group, version, feature, keys, time, value, without_later, later }) => {
      const key = keys.map(({ name, value: of }) => `${name} ${valueWords(of) ?? "null"}`).join(", ");
      const change = `${style.red(valueWords(value) ?? "null")}, without later rows ${valueWords(without_later) ?? "null"}`;
      const rows = later.map(
        ({ source, count: of, of_key }) => `${counted(of, "row")} of ${source}${of_key ? "" : " (any key)"}`,
      );
      return `  ${group}@v${version}:${feature} for ${printable(key)} at ${time}: ${change} ${style.dim(`(${rows.join(", ")} after it)`)}\n`;
    });
  const more =
    count > lines.length ? style.dim(`  … and ${count - lines.length} more (--json shows them)\n`) : "";
  return `${style.red("Leak")}: ${count} of ${counted(cells, "value")} changed (${where})\n${lines.join("")}${more}`;
}
