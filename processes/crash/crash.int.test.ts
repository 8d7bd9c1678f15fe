import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PATIENCE } from "../child-under-test";
import { defineDelays } from "../delays-under-test";
import { brokenLinks } from "./audit-chain-under-test";
import { type Instance, startInstance } from "./instance-under-test";
import { serverPid, VICTIMS, type Victim } from "./processes-under-test";
import { registryWorkload, WORKLOAD_FILES } from "./registry-workload-under-test";
import { type Random, seededRandom, type Workload } from "./workload-under-test";

const KILLS = process.env.ASOF_TEST_LONG === "1" ? 200 : 5;
/** ASOF_TEST_SEED makes the same choices again. */
const SEED = Number(process.env.ASOF_TEST_SEED) || randomInt(1, 2 ** 31);

const CLIENTS = 3;
const PAUSE_MS_MAX = 40;
const MOMENT_MS_MAX = 400;
/** For a machine that has much else to do; without that a kill takes one or two seconds. */
const KILL_MS_MAX = 10_000;
/** Some kills come while the last one is still being recovered from. */
const PATIENT_SHARE = 0.75;
/** How often each is chosen: what comes back fast, more often. */
const WEIGHTS = { engine: 4, postgres: 3, worker: 2, web: 1, launcher: 1 } as const;

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
  await defineDelays(instance.access, instance.dataDir, WORKLOAD_FILES);
}, PATIENCE.hookTimeout);
afterAll(() => instance.remove());

/** The first victims are one of each kind. */
function victims(random: Random): () => Victim {
  const once: Victim[] = [...VICTIMS];
  const weighted = VICTIMS.flatMap((victim) => Array.from({ length: WEIGHTS[victim] }, () => victim));
  return () => once.splice(random.below(once.length), 1)[0] ?? random.pick(weighted) ?? "engine";
}

/** Keeps the workload going until told to stop; then waits for the last answers. */
function clients(workload: Workload, random: Random): () => Promise<void> {
  let isStopping = false;
  const all = Array.from({ length: CLIENTS }, async () => {
    while (!isStopping) {
      await workload.act();
      await delay(random.below(PAUSE_MS_MAX));
    }
  });
  return async () => {
    isStopping = true;
    await Promise.all(all);
  };
}

/** Kills, and waits until all works again; some kills come before the last one is recovered from. */
async function crash(next: () => Victim, random: Random, killsMax: number): Promise<Victim[]> {
  const killed: Victim[] = [];
  const server = serverPid(instance.dataDir);
  do {
    await delay(random.below(MOMENT_MS_MAX));
    killed.push(await instance.kill(next(), random));
  } while (killed.length < killsMax && !random.chance(PATIENT_SHARE));
  await instance.recovered().catch((cause: unknown) => {
    throw new Error(`not recovered after ${killed}`, { cause });
  });
  // A launcher that is killed leaves its PostgreSQL running, and the next one takes it over.
  if (killed.every((victim) => victim === "launcher")) expect(serverPid(instance.dataDir)).toBe(server);
  return killed;
}

async function problems(workload: Workload): Promise<string[]> {
  const audit = await instance.store.prisma.auditEntry.findMany({ orderBy: { seq: "asc" } });
  const left = (await instance.leftBehind()).map((what) => `${what} was left behind`);
  return [...brokenLinks(audit), ...(await workload.problems(instance.store)), ...left];
}

const databasePort = () => readFileSync(join(instance.dataDir, "postgres-port"), "utf8");

describe.runIf(process.platform === "linux")("R9 kill -9", () => {
  test(
    `R9 of ${KILLS} random processes at random moments loses no acknowledged write and halves none (seed ${SEED})`,
    async () => {
      const random = seededRandom(SEED);
      const workload = registryWorkload(instance.access, random);
      const next = victims(random);
      const port = databasePort();
      const killed: Victim[] = [];
      while (killed.length < KILLS) {
        const stop = clients(workload, random);
        killed.push(...(await crash(next, random, KILLS - killed.length)));
        await stop();
        expect(await problems(workload), `after ${killed.length} kills: ${killed.slice(-4)}`).toEqual([]);
      }
      expect(workload.acknowledged()).toBeGreaterThan(KILLS);
      expect(databasePort()).toBe(port);

      await instance.store.prisma.apiToken.deleteMany({ where: { name: { startsWith: "op-" } } });
      expect(await workload.problems(instance.store), "a write taken back is noticed").not.toEqual([]);
      expect(await instance.stop()).toBe(0);
      expect([serverPid(instance.dataDir), await instance.leftBehind()]).toEqual([null, []]);
    },
    KILLS * KILL_MS_MAX + PATIENCE.testTimeout,
  );
});
