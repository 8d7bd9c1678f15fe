import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatasetBody } from "@/lib/contracts/datasets";
import type { Container } from "@/lib/server/container";
import { systemContext } from "@/lib/server/system-context";
import { actAs } from "@/lib/services/act-as";
import type { ServiceContext } from "@/lib/services/context";
import { buildDataset } from "@/lib/services/datasets/build";
import { listDatasets } from "@/lib/services/datasets/list";
import { applyDefinitions } from "@/lib/services/definitions/apply";
import { listRuns } from "@/lib/services/materialization/list-runs";
import { startMaterialization } from "@/lib/services/materialization/start";
import { workOnRun } from "@/lib/services/materialization/work";
import { createDemoPerson } from "@/lib/services/people/create-demo";
import { setRole } from "@/lib/services/people/set-role";
import { createDemoAdminToken } from "@/lib/services/tokens/create-demo-admin-token";
import { findLatestRun, type RunRow, startRun, updateRun } from "@/lib/store/runs";
import { root } from "../root";

const PROJECT = "flights";
const FILES = join(root, "prisma/demo/flights");
// The package exports its JavaScript only, not its data files.
const FLIGHTS = join(root, "node_modules/vega-datasets/data/flights-3m.parquet");
/** The last flight of the published data; later rows do not exist. */
const LAST_FLIGHT = Date.UTC(2001, 5, 30, 23, 59);
const WEEK_MS = 7 * 86_400_000;
const PREPARE_DEADLINE_MS = 300_000;

const PEOPLE = [
  { name: "Mira Okafor", email: "mira@example.org", isAdmin: true, role: null },
  { name: "Jonas Lindqvist", email: "jonas@example.org", isAdmin: false, role: "contributor" },
  { name: "Priya Raman", email: "priya@example.org", isAdmin: false, role: "contributor" },
  { name: "Tomas Reyes", email: "tomas@example.org", isAdmin: false, role: "steward" },
  { name: "Vera Lang", email: "vera@example.org", isAdmin: false, role: "viewer" },
] as const;

const DATASET_AUTHOR = "jonas@example.org";

const STEPS = [
  { folder: "1_publish", author: "mira@example.org", message: "First definitions of the flights project" },
  { folder: "2_distance", author: "jonas@example.org", message: "Add the distance of each departure" },
  {
    folder: "3_stricter_late",
    author: "jonas@example.org",
    message: "Late means more than 20 minutes; three days of memory are enough",
  },
] as const;

/**
 * Builds the demo project with the product's own verbs. Every step may run twice: after a crash the job comes again and
 * goes on with the same weeks. Progress is kept in the run, for the pages and the launcher.
 */
export async function buildDemo(container: Container): Promise<void> {
  const { store, now } = container;
  const system = systemContext(container, "demo builder");
  const present = await store.read(null, (db) => findLatestRun(db, "demo"));
  if (present?.status === "succeeded") return await keepToken(container);
  const shiftWeeks = Number(
    present?.progress.shift_weeks ?? Math.floor((now().getTime() - LAST_FLIGHT) / WEEK_MS),
  );
  const id = present?.status === "running" ? present.id : system.newId();
  const progress = (phase: string, percent: number | null): RunRow["progress"] => ({
    phase,
    percent,
    shift_weeks: shiftWeeks,
  });
  const report = (phase: string, percent: number | null) =>
    store.transaction((db) => updateRun(db, id, { at: now(), progress: progress(phase, percent) }));
  if (id !== present?.id) {
    await store.read(null, (db) =>
      startRun(db, { id, kind: "demo", at: now(), progress: progress("Starting", 0) }),
    );
  }
  try {
    await report("Moving three million flights into this week", 5);
    await prepareFlights(system, shiftWeeks);
    await report("Inviting the demo people", 40);
    for (const { name, email, isAdmin } of PEOPLE)
      await createDemoPerson(system, { name, email, isAdmin, roles: [] });
    for (const [index, step] of STEPS.entries()) {
      await report(`Publishing: ${step.message}`, 50 + index * 15);
      await publish(system, step);
      if (index === 0) await grantRoles(system);
    }
    await report("Materializing the departures of the last two weeks", 90);
    await materializeDepartures(system);
    await report("Asking for a training dataset", 95);
    await askForDataset(system, shiftWeeks);
    await keepToken(container);
    await store.read(null, (db) =>
      updateRun(db, id, { at: now(), status: "succeeded", progress: progress("Ready", 100) }),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await store.read(null, (db) =>
      updateRun(db, id, { at: now(), status: "failed", progress: progress("Failed", null), error: reason }),
    );
    throw error;
  }
}

async function prepareFlights(system: ServiceContext, shiftWeeks: number): Promise<void> {
  await system.engine.prepareFiles(
    { recipe: "demo_flights", inputPath: FLIGHTS, outputFolder: "demo", parameters: { shiftWeeks } },
    { runId: system.newId(), deadlineMs: PREPARE_DEADLINE_MS },
  );
}

async function publish(system: ServiceContext, step: (typeof STEPS)[number]): Promise<void> {
  const author = await actAs(system, step.author);
  const folder = join(FILES, step.folder);
  const names = (await readdir(folder)).sort();
  const files = await Promise.all(
    names.map(async (path) => ({ path, text: await readFile(join(folder, path), "utf8") })),
  );
  await applyDefinitions(author, { project: PROJECT, files, prune: false, message: step.message });
}

/** The first run of the project, as the owner would start it; after a crash it goes on. */
async function materializeDepartures(system: ServiceContext): Promise<void> {
  const owner = await actAs(system, "jonas@example.org");
  const target = { project: PROJECT, group: "airport_departures" };
  const { items } = await listRuns(owner, { ...target, before: null, limit: 1 });
  const nowUs = BigInt(system.now().getTime()) * 1_000n;
  const run =
    items[0] ??
    (await startMaterialization(owner, {
      ...target,
      version: null,
      startUs: nowUs - BigInt(2 * WEEK_MS) * 1_000n,
      endUs: nowUs,
      incremental: false,
      only: null,
      upstream: false,
      downstream: false,
      scheduledFor: null,
    }));
  await workOnRun(system, run.id, new AbortController().signal);
}

/**
 * Which departures will be late, asked two hours before each: half of those on time, all of the late ones. A worker builds
 * it; a demo that is built for the second time has it already.
 */
async function askForDataset(system: ServiceContext, shiftWeeks: number): Promise<void> {
  const author = await actAs(system, DATASET_AUTHOR);
  const { items } = await listDatasets(author, { project: PROJECT, limit: 1, cursor: null });
  if (items.length > 0) return;
  const weeksBeforeEnd = (weeks: number) =>
    new Date(LAST_FLIGHT + (shiftWeeks - weeks) * WEEK_MS).toISOString();
  const request = DatasetBody.parse({
    name: "late_departures",
    features: [
      "airport_departures:*",
      "route_departures:route_delay",
      "route_departures:route_distance",
      "airport_profile:state",
      "airport_load:mean_delay_7d",
    ],
    spine: {
      sql: `SELECT origin, destination, departed_at - INTERVAL 2 HOUR AS predicted_at, delay > 15 AS is_late
FROM flights WHERE minute(departed_at) = 30`,
    },
    time: "predicted_at",
    label: "is_late",
    split: { train_until: weeksBeforeEnd(8), validation_until: weeksBeforeEnd(4), gap: "2d" },
    sample: { rate: 0.5, by: "is_late", rates: { true: 1 } },
  });
  await buildDataset(author, { ...request, project: PROJECT });
}

async function grantRoles(system: ServiceContext): Promise<void> {
  for (const { email, role } of PEOPLE) {
    if (role === null) continue;
    const { actor } = await actAs(system, email);
    await setRole(system, { project: PROJECT, personId: actor.id ?? "", role });
  }
}

async function keepToken(container: Container): Promise<void> {
  const path = join(container.env.dataDir, "demo-token");
  const existing = await readFile(path, "utf8").catch(() => null);
  const token = await createDemoAdminToken(container, existing?.trim() ?? null);
  if (token !== existing?.trim()) await writeFile(path, `${token}\n`, { mode: 0o600 });
}
