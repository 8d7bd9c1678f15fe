import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openStore, type Store } from "@/lib/store/client";
import { type Child, freePort, temporaryFolder, until } from "../child-under-test";
import { DELAYS_PREVIEW, isDelaysPreview } from "../delays-under-test";
import { type ApiAccess, adminToken, api, bundleProduct } from "../product-under-test";
import {
  orphanFiles,
  orphanProcesses,
  type Running,
  runningProcesses,
  VICTIMS,
  type Victim,
} from "./processes-under-test";
import type { Random } from "./workload-under-test";

const TIDY_MS_MAX = 5_000;
const RECOVERY_MS_MAX = 180_000;

/** Everything that `npm start` runs, with a PostgreSQL of its own, to be killed in parts. */
export interface Instance {
  access: ApiAccess;
  dataDir: string;
  store: Store;
  running(): Running;
  /**
   * Ends a process of this kind without any warning, or of another when none runs; returns which kind. A launcher is
   * started again, as whoever runs it would.
   */
  kill(victim: Victim, random: Random): Promise<Victim>;
  /** Until web, worker, engine and database work together again. Needs the project of `defineDelays`. */
  recovered(): Promise<void>;
  /** Temporary files and processes that nobody owns any more, once whoever just ended has tidied up. */
  leftBehind(): Promise<string[]>;
  /** Asks the launcher to stop; its exit code. */
  stop(): Promise<number | null>;
  remove(): Promise<void>;
}

export async function startInstance(): Promise<Instance> {
  const product = await bundleProduct();
  const [dataDir, port] = [temporaryFolder(), await freePort()];
  const env = { ASOF_DATA_DIR: dataDir, PORT: String(port) };
  const start = () => product.start("up", { args: ["--no-demo"], env });
  let launcher = start();
  await launcher.line(/^Asof is ready/);
  const databaseUrl = ownDatabase(dataDir);
  const store = openStore(databaseUrl, 2);
  const access = { origin: `http://127.0.0.1:${port}`, token: await adminToken(databaseUrl) };
  const running = () => runningProcesses(launcher.process.pid ?? 0, dataDir);
  const left = () => [...orphanFiles(dataDir, running()), ...orphanProcesses(product.folder, running())];
  return {
    access,
    dataDir,
    store,
    running,
    async kill(victim, random) {
      const all = running();
      const found =
        all[victim].length > 0 ? victim : (VICTIMS.find((kind) => all[kind].length > 0) ?? victim);
      const pid = random.pick(all[found]);
      if (pid === undefined) throw new Error("nothing runs");
      process.kill(pid, "SIGKILL");
      if (found === "launcher") {
        await launcher.exit;
        launcher = start();
      }
      return found;
    },
    recovered: () => Promise.race([untilWorking(access, store, running), gaveUp(launcher)]),
    leftBehind: () =>
      until("nothing to be left behind", () => (left().length === 0 ? [] : null), TIDY_MS_MAX).catch(left),
    async stop() {
      launcher.process.kill("SIGTERM");
      return await launcher.exit;
    },
    async remove() {
      await store.close();
      await product.remove();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function ownDatabase(dataDir: string): string {
  const [password, port] = ["postgres-password", "postgres-port"].map((name) =>
    readFileSync(join(dataDir, name), "utf8").trim(),
  );
  return `postgresql://postgres:${encodeURIComponent(password ?? "")}@127.0.0.1:${port}/asof`;
}

async function gaveUp(launcher: Child): Promise<never> {
  const code = await launcher.exit;
  throw new Error(`the launcher ended with ${code}: ${launcher.stderr().join("\n")}`);
}

async function untilWorking(access: ApiAccess, store: Store, running: () => Running): Promise<void> {
  await until(
    "everything to work again",
    async () => {
      const answer = await api(access, "POST /projects/flights/preview", DELAYS_PREVIEW).catch(() => null);
      const health = await api(access, "GET /health").catch(() => null);
      const works = answer !== null && isDelaysPreview(answer) && health?.status === 200;
      return works && (await isBeating(store, running().worker)) ? true : null;
    },
    RECOVERY_MS_MAX,
  );
}

/** Whether the last sign of life came from a worker that runs. */
async function isBeating(store: Store, workers: readonly number[]): Promise<boolean> {
  const beat = await store.prisma.heartbeat.findUnique({ where: { process: "worker" } }).catch(() => null);
  const { pid } = (beat?.details ?? {}) as { pid?: number };
  return pid !== undefined && workers.includes(pid);
}
