import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleEngine } from "@/lib/offline/duckdb/engine-under-test";
import { createEnginePool } from "@/lib/offline/duckdb/pool";
import type { OfflineEngine } from "@/lib/offline/engine";
import { runRule } from "@/lib/services/conformance/run-rule";
import { readSuite, SUITE_ROOT } from "./conformance-suite";

let folder: string;
let engine: OfflineEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "asof-conformance-"));
  engine = createEnginePool({
    roots: [SUITE_ROOT],
    workDir: join(folder, "work"),
    enginePath: await bundleEngine(folder),
    onLog: () => {},
  });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const suite = await readSuite();

describe("the conformance suite", () => {
  it("holds every rule of the point-in-time join once", () => {
    expect(suite.map(({ rule }) => rule.rule)).toEqual(Array.from({ length: 36 }, (_, i) => i + 1));
  });

  it.each(suite.map((rule) => [rule.rule.rule, rule.rule.title, rule] as const))(
    "pit rule %i: %s",
    async (_, __, rule) => {
      const { runs } = await runRule(engine, rule, { runId: "conformance" });
      expect(runs.length).toBeGreaterThan(0);
      for (const run of runs) expect(run).toMatchObject({ differences: [] });
    },
  );
});
