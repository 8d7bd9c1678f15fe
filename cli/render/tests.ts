import type { TestResults } from "@/lib/contracts/api/tests";
import { valueWords } from "./plan-words";
import { counted } from "./problems";
import { printable, type Style } from "./style";

/** What each test said, the failing ones with every value that differs. */
export function renderTests({ tests, passed, failed }: TestResults, style: Style): string {
  const lines = tests.map((test) => {
    const mark = test.passed ? style.green("pass") : style.red("FAIL");
    const group = test.version === null ? test.group : `${test.group}@v${test.version}`;
    const place = style.dim(`${printable(test.file)}:${test.line}`);
    const head = `${mark}  ${printable(test.name)} ${style.dim(`(${group})`)}  ${place}\n`;
    const differences = test.differences.map(
      ({ feature, expected, got, type }) =>
        `      ${feature}: expected ${style.green(valueWords(expected) ?? "null")}, got ${style.red(valueWords(got) ?? "null")} ${style.dim(type)}\n`,
    );
    const failure = test.failure === null ? "" : `      ${style.red(printable(test.failure))}\n`;
    return [head, ...differences, failure].join("");
  });
  const sum = failed === 0 ? style.green(`${counted(passed, "test")} passed`) : style.red(`${failed} failed`);
  return `${lines.join("")}${sum}${failed > 0 ? `, ${passed} passed` : ""}\n`;
}
