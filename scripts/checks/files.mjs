import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../terminal.mjs";

const SKIPPED = new Set([
  "node_modules",
  ".git",
  ".next",
  ".asof",
  "dist",
  "generated",
  "coverage",
  "test-results",
  "playwright-report",
]);

/** Every file of the checkout that git knows or would add; without git, every file outside of build results. */
export function checkoutFiles() {
  try {
    const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    const output = execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return output.split("\0").filter((path) => path && existsSync(join(root, path)));
  } catch {
    return walk("");
  }
}

function walk(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? walk(path) : [path];
  });
}
