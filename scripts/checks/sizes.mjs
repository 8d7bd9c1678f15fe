import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../terminal.mjs";
import { checkoutFiles } from "./files.mjs";

const LINES_MAX = 400;
const SOURCE = /\.(ts|tsx|mts|cts|js|mjs|cjs|css)$/;

/** Prints the ten largest source files; returns a problem for each that is too long. */
export function checkSizes() {
  const sizes = checkoutFiles()
    .filter((path) => SOURCE.test(path))
    .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").split("\n").length - 1 }))
    .sort((a, b) => b.lines - a.lines);
  console.log("The ten largest source files, in lines:");
  for (const { path, lines } of sizes.slice(0, 10)) console.log(`${String(lines).padStart(5)}  ${path}`);
  return sizes
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path} has ${lines} lines; the most is ${LINES_MAX}.`);
}
