import type { Plan } from "@/lib/contracts/api/definitions";
import { actionWords, objectWords, summaryWords, symbolOf, valueWords } from "./plan-words";

/** Comments on pull requests hold 65 536 characters. */
const LENGTH_MAX = 60_000;

/** A plan as a comment for a pull request. Names and values stand in code spans: nothing of them is markup. */
export function renderPlanMarkdown(project: string, plan: Plan): string {
  const head = [`### Asof plan for ${code(project)}`, `**${summaryWords(plan)}** · gate: ${code(plan.gate)}`];
  const changes = plan.changes.map(
    (change) =>
      `| ${code(symbolOf(change))} | ${code(objectWords(change))} | ${actionWords(change)}${change.is_consequence ? ", because of another change" : ""} |`,
  );
  const fields = plan.changes.flatMap((change) =>
    change.fields.map(
      ({ path, from, to }) =>
        `| ${code(objectWords(change))} | ${code(path)} | ${valueCell(from)} | ${valueCell(to)} |`,
    ),
  );
  const reasons = plan.changes.flatMap((change) =>
    change.level === "breaking"
      ? change.findings.map(
          ({ rule, explanation }) =>
            `| ${code(objectWords(change))} | ${code(rule)} | ${escaped(explanation)} |`,
        )
      : [],
  );
  const warnings = plan.warnings.map(
    ({ rule, file, line, kind, name, message }) =>
      `| ${code(rule)} | ${code(file === undefined ? objectWords({ kind, name }) : `${file}${line === undefined ? "" : `:${line}`}`)} | ${escaped(message)} |`,
  );
  const leftOut = plan.not_in_files.map((object) => `- ${code(objectWords(object))}`);
  return withinLimit([
    ...head,
    ...section(null, "| | object | change |\n|---|---|---|", changes),
    ...section("Why it is breaking", "| object | rule | reason |\n|---|---|---|", reasons),
    ...folded(`Fields (${fields.length})`, "| object | field | before | after |\n|---|---|---|---|", fields),
    ...section(`Warnings (${warnings.length})`, "| rule | where | what |\n|---|---|---|", warnings),
    ...section("Not in the files", null, leftOut),
  ]);
}

function section(title: string | null, tableHead: string | null, rows: string[]): string[] {
  if (rows.length === 0) return [];
  const body = [...(tableHead === null ? [] : [tableHead]), ...rows].join("\n");
  return title === null ? [body] : [`#### ${title}`, body];
}

function folded(title: string, tableHead: string, rows: string[]): string[] {
  if (rows.length === 0) return [];
  return [`<details><summary>${title}</summary>\n\n${[tableHead, ...rows].join("\n")}\n\n</details>`];
}

function withinLimit(blocks: string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const block of blocks) {
    length += block.length + 2;
    if (length > LENGTH_MAX) {
      kept.push("_The rest is too long for a comment; run `asof plan` to see it._");
      break;
    }
    kept.push(block);
  }
  return `${kept.join("\n\n")}\n`;
}

function valueCell(value: unknown): string {
  const text = valueWords(value);
  return text === null ? "" : code(text);
}

/** A code span that no content can leave: more backticks outside than inside, and no cell border. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${text.replaceAll("|", "\\|")}${pad}${fence}`;
}

function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]|<>~@&]/g, (char) =>
      char === "<" ? "&lt;" : char === "&" ? "&amp;" : char === "@" ? "&#64;" : `\\${char}`,
    );
}
