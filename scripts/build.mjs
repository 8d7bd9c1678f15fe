import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleProcesses } from "./bundle.mjs";
import { ensureGenerated } from "./generate.mjs";
import { ensureInstalled } from "./install.mjs";
import { digestOf, stamp } from "./stamp.mjs";
import { childEnv, localNode, main, root, run, Sentence } from "./terminal.mjs";

const SOURCES = [
  "app",
  "components",
  "lib",
  "cli",
  "processes",
  "prisma",
  "public",
  "scripts/bundle.mjs",
  "scripts/server-only-stub.ts",
  "next.config.ts",
  "instrumentation.ts",
  "proxy.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

const built = stamp("dist/.stamp");

/** Builds processes and pages unless they stand there for exactly these sources. With `show`, Next's output is shown. */
export async function ensureBuilt({ show = false, force = false } = {}) {
  const digest = digestOf(SOURCES);
  const isThere = existsSync(join(root, "dist/up.mjs")) && existsSync(join(root, ".next/BUILD_ID"));
  if (!force && isThere && built.matches(digest)) return;
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await ensureGenerated();
  await bundleProcesses();
  console.log("Building the web pages (about a minute, only after changes) …");
  const env = childEnv({ NODE_ENV: "production" });
  const { code, output } = await run(localNode, ["node_modules/next/dist/bin/next", "build"], {
    env,
    quiet: !show,
  });
  if (code !== 0)
    throw new Sentence(`${output}\nThe web pages could not be built (the messages stand above).`.trim());
  built.write(digest);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(async () => {
    await ensureInstalled();
    await ensureBuilt({ show: true, force: process.argv.includes("--force") });
  });
}
