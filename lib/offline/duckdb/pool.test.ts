import path from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../../..");

/** Packages that a module loads when it runs, however deep. */
async function packagesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "@": root, "server-only": path.join(root, "scripts/server-only-stub.ts") },
    logLevel: "silent",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map((one) => one.path));
  return [...new Set(imports)].filter((name) => !name.startsWith("node:"));
}

it("only the engine child loads DuckDB: the pool that web and worker use does not", async () => {
  expect(await packagesOf("lib/offline/duckdb/pool.ts")).toEqual([]);
  expect(await packagesOf("processes/engine.ts")).toEqual(["@duckdb/node-api"]);
});
