import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";
import { getIntervals } from "./get-intervals";
import { getMaterialization } from "./get-run";
import {
  hourUs,
  LEGS,
  type MaterializationUnderTest,
  startMaterializationUnderTest,
} from "./materialization-under-test";

/** Steps of the engine, and the moment after them at which files stand in place and no commit names them. */
const POINTS = [
  "reading rows",
  "checking rows",
  "sorting rows",
  "writing files",
  "publishing files",
  "written",
];
const KILLS = process.env.ASOF_TEST_LONG === "1" ? 200 : POINTS.length;
const ROOT = path.resolve(import.meta.dirname, "../../..");

let under: MaterializationUnderTest;
let script: string;
let workDir: string;
beforeEach(async () => {
  under = await startMaterializationUnderTest({ size: 1 });
  workDir = await mkdtemp(path.join(tmpdir(), "asof-killed-"));
  script = path.join(under.engine.dataDir, "killed-worker.mjs");
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["lib/services/materialization/killed-worker-under-test.ts"],
    outfile: script,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    packages: "external",
    alias: { "@": ROOT, "server-only": path.join(ROOT, "scripts/server-only-stub.ts") },
    logLevel: "silent",
  });
});
afterEach(async () => {
  await under.close();
  await rm(workDir, { recursive: true, force: true });
});

async function workAndDie(runId: string, point: string) {
  const { engine, world } = under;
  const args = [world.databaseUrl, engine.dataRoot, engine.dataDir, workDir, engine.enginePath, runId, point];
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "inherit", "ignore"] });
  const [, signal] = await once(child, "exit");
  expect(signal, point).toBe("SIGKILL");
}

/** Its leases outlive a killed worker until they run out. */
async function expireLeases() {
  const { prisma } = under.world.store;
  await prisma.$executeRaw`UPDATE offline_lock SET lease_until = clock_timestamp() - interval '1 second'`;
  await prisma.$executeRaw`UPDATE materialization_run SET lease_until = clock_timestamp() - interval '1 second'`;
}

async function filesOnDisk(): Promise<string[]> {
  const names = await readdir(path.join(under.engine.dataDir, "offline"), { recursive: true });
  return names
    .map((name) => path.basename(name))
    .filter((name) => name.endsWith(".parquet"))
    .sort();
}

it("R9 R15 kill -9 of a worker at any step leaves no half commit; the next worker resumes, and the ledger is right", async () => {
  const { prisma } = under.world.store;
  for (let kill = 0; kill < KILLS; kill++) {
    const point = POINTS[kill % POINTS.length] ?? "";
    const commitsBefore = await prisma.offlineCommit.count();
    const id = await under.start("departures");
    await workAndDie(id, point);
    expect(await prisma.offlineCommit.count(), point).toBe(commitsBefore);
    const left = await getMaterialization(under.owner, { project: "flights", id });
    expect(left.run).toMatchObject({ status: "running", tasks: [{ status: "running", commit: null }] });
    const range = { startUs: hourUs(0), endUs: hourUs(72) };
    const target = { project: "flights", group: "departures", version: null };
    const ledger = () => getIntervals(under.owner, { ...target, ...range });
    expect((await ledger()).entries, point).toMatchObject([{ ...range, times: commitsBefore }]);
    await expireLeases();
    const { run } = await under.work(id);
    expect(run, point).toMatchObject({
      status: "succeeded",
      attempt: 1,
      tasks: [{ commit: commitsBefore + 1 }],
    });
    expect((await ledger()).entries).toMatchObject([
      { ...range, state: "computed", times: commitsBefore + 1 },
    ]);
    expect(await under.rows("departures"), point).toHaveLength(LEGS.length);
    const named = await prisma.offlineFile.findMany({ where: { deletedAt: null }, select: { name: true } });
    expect(await filesOnDisk(), point).toEqual(named.map(({ name }) => name).sort());
  }
}, 1_800_000);
