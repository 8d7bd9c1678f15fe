import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { root, Sentence } from "./terminal.mjs";

/** The processes and the command-line client: each one file in dist/ that Node runs. */
const ENTRIES = [
  "processes/up.ts",
  "processes/web.ts",
  "processes/worker.ts",
  "processes/engine.ts",
  "cli/asof.ts",
];

export async function bundleProcesses() {
  await bundle(
    ENTRIES.filter((entry) => existsSync(join(root, entry))),
    join(root, "dist"),
  );
}

/** Bundles TypeScript entries with our own code inside and packages outside; returns the files written. */
export async function bundle(entries, outdir) {
  const { build } = await import("esbuild");
  try {
    await build({
      absWorkingDir: root,
      entryPoints: entries.map((entry) => ({ in: entry, out: basename(entry).replace(/\.m?ts$/, "") })),
      outdir,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      target: "node22",
      format: "esm",
      packages: "external",
      alias: { "@": root, "server-only": join(root, "scripts/server-only-stub.ts") },
      sourcemap: "linked",
      logLevel: "warning",
    });
  } catch {
    throw new Sentence("The processes could not be bundled (the messages stand above).");
  }
  return entries.map((entry) => join(outdir, basename(entry).replace(/\.m?ts$/, ".mjs")));
}
