import "server-only";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import type { OfflineEngine } from "../engine";
import { createEnginePool, type EnginePoolOptions } from "./pool";

const ENTRY = "processes/engine.ts";
const root = checkoutOf(import.meta.dirname);

export interface EngineUnderTest {
  engine: OfflineEngine;
  /** Root of file sources, empty at first. */
  dataRoot: string;
  /** What stands for the data folder: uploads and the offline store lie in it. */
  dataDir: string;
  workDir: string;
  enginePath: string;
  logs: string[];
  /** Ends the children and removes every folder. */
  close(): Promise<void>;
}

/** A real engine with real children, bundled from the sources as they stand, over an empty root. */
export async function startEngineUnderTest(
  options: Partial<EnginePoolOptions> = {},
): Promise<EngineUnderTest> {
  const folder = await mkdtemp(path.join(tmpdir(), "asof-engine-"));
  const enginePath = await bundleEngine(folder);
  const dataRoot = await mkdtemp(path.join(folder, "data-"));
  const workDir = path.join(folder, "work");
  const logs: string[] = [];
  const engine = createEnginePool({
    roots: [dataRoot],
    workDir,
    enginePath,
    onLog: (line) => logs.push(line),
    ...options,
  });
  return {
    engine,
    dataRoot,
    dataDir: folder,
    workDir,
    enginePath,
    logs,
    async close() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Bundles `processes/engine.ts` into a folder, as the product's build does. */
export async function bundleEngine(folder: string): Promise<string> {
  const outfile = path.join(folder, "engine.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: [ENTRY],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    packages: "external",
    alias: { "@": root, "server-only": path.join(root, "scripts/server-only-stub.ts") },
    logLevel: "silent",
  });
  // Packages stay outside the bundle and are looked up from its folder.
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
  return outfile;
}

/** The first folder above that holds the entry: this file may itself run from a bundle. */
function checkoutOf(folder: string): string {
  if (existsSync(path.join(folder, ENTRY))) return folder;
  if (folder === path.dirname(folder)) throw new Error("not inside a checkout");
  return checkoutOf(path.dirname(folder));
}
