import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { applyCrowd } from "./registry";

const START_MS_MAX = 240_000;

/** Starts the built product with the demo project, unless one is there already; returns what stops it again. */
export default async function start(): Promise<() => Promise<void>> {
  const stop = process.env.ASOF_E2E_URL ? async () => undefined : await startProduct();
  await applyCrowd();
  return stop;
}

/** In a temporary folder, which goes with it. */
async function startProduct(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "asof-e2e-"));
  const port = await freePort();
  const launcher = spawn(process.execPath, ["dist/up.mjs"], {
    env: {
      ...process.env,
      PORT: String(port),
      ASOF_DATA_DIR: folder,
      ASOF_PUBLIC_URL: `http://localhost:${port}`,
      ASOF_LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await demoReady(launcher);
  process.env.ASOF_E2E_URL = `http://localhost:${port}`;
  process.env.ASOF_E2E_TOKEN = (await readFile(join(folder, "demo-token"), "utf8")).trim();
  process.env.ASOF_E2E_FOLDER = folder;
  return async () => {
    const ended = new Promise((resolve) => launcher.once("exit", resolve));
    launcher.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
}

function demoReady(launcher: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const timer = setTimeout(
      () => reject(new Error(`the demo was not ready in time:\n${said.join("\n")}`)),
      START_MS_MAX,
    );
    const hear = (line: string) => {
      said.push(line);
      if (line.startsWith("Demo is ready:")) {
        clearTimeout(timer);
        resolve();
      } else if (line.startsWith("The demo project could not be built")) reject(new Error(said.join("\n")));
    };
    for (const stream of [launcher.stdout, launcher.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", hear);
    }
    launcher.once("exit", (code) =>
      reject(new Error(`the launcher ended with ${code}:\n${said.join("\n")}`)),
    );
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
