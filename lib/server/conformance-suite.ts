import "server-only";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ConformanceCase } from "@/lib/contracts/conformance";
import type { SuiteRule } from "@/lib/services/conformance/run-rule";

/** Where the suite stands in the product; the offline engine reads fixtures below it. */
export const SUITE_ROOT = path.resolve("conformance/rules");

/** The rules of the suite, in their order. */
export async function readSuite(root = SUITE_ROOT): Promise<SuiteRule[]> {
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const rules = folders.map(async ({ name: folder }) => {
    const text = await readFile(path.join(root, folder, "request.json"), "utf8");
    return { folder, rule: ConformanceCase.parse(JSON.parse(text)) };
  });
  return (await Promise.all(rules)).toSorted((a, b) => a.rule.rule - b.rule.rule);
}
