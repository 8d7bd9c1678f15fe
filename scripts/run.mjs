import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { ensureGenerated } from "./generate.mjs";
import { ensureInstalled } from "./install.mjs";
import { childEnv, fail, localNode, main, root, run } from "./terminal.mjs";

/** Runs one TypeScript file of the checkout on Node 24: `node scripts/run.mjs FILE [ARGUMENTS]`. */
await main(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) fail("Name the file to run: node scripts/run.mjs FILE [ARGUMENTS]");
  await ensureInstalled();
  await ensureGenerated();
  mkdirSync(join(root, "dist"), { recursive: true });
  const folder = mkdtempSync(join(root, "dist/run-"));
  try {
    const [script] = await bundle([file], folder);
    const env = childEnv({ NODE_OPTIONS: "" });
    const { code } = await run(localNode, ["--enable-source-maps", script, ...args], {
      cwd: process.cwd(),
      env,
    });
    process.exitCode = code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
