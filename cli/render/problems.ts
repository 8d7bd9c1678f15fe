import type { z } from "zod";
import type { FieldProblem } from "@/lib/contracts/api/values";
import type { LocalFile } from "../definition-files";
import { printable, type Style } from "./style";

type FileProblem = z.output<typeof FieldProblem>;

const EXCERPT_LENGTH_MAX = 160;

/** Problems as a compiler prints them: `file:line:column`, the line itself, and what was expected. */
export function renderProblems(
  problems: readonly FileProblem[],
  files: readonly LocalFile[],
  style: Style,
): string {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const blocks = problems.map((problem) => renderProblem(problem, texts, style));
  const places = new Set(problems.flatMap((problem) => problem.file ?? []));
  const summary =
    places.size > 0
      ? `${counted(problems.length, "problem")} in ${counted(places.size, "file")}`
      : counted(problems.length, "problem");
  return `${blocks.join("\n")}\n${style.bold(summary)}\n`;
}

function renderProblem(
  { file, line, column, path, message, expected }: FileProblem,
  texts: ReadonlyMap<string, string>,
  style: Style,
): string {
  const place = [file && printable(file), line, column].filter((part) => part !== undefined).join(":");
  const subject = path === "" ? "" : `${printable(path)}: `;
  const head = `${place === "" ? "" : style.bold(`${place}: `)}${style.red("error")}: ${subject}${printable(message)}\n`;
  const text = file === undefined || line === undefined ? undefined : texts.get(file)?.split("\n")[line - 1];
  const excerpt = text === undefined ? "" : renderExcerpt(text, line ?? 1, column ?? 1, style);
  return `${head}${excerpt}${expected === undefined ? "" : `${style.cyan("  expected")} ${printable(expected)}\n`}`;
}

function renderExcerpt(text: string, line: number, column: number, style: Style): string {
  if (column > EXCERPT_LENGTH_MAX) return "";
  const gutter = String(line);
  // One character stays one character, so that the caret stands under the right one.
  const shown = [...text.slice(0, EXCERPT_LENGTH_MAX)]
    .map((char) => (char === "\t" ? " " : /\p{Cc}/u.test(char) ? "\ufffd" : char))
    .join("")
    .trimEnd();
  const caret = `${" ".repeat(column - 1)}^`;
  return `${style.dim(`  ${gutter} | `)}${shown}\n${style.dim(`  ${" ".repeat(gutter.length)} | `)}${style.red(caret)}\n`;
}

export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
