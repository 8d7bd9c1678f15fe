import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Child, freePort, isGone, PATIENCE, temporaryFolder, until } from "./child-under-test";
import { bundleLauncher } from "./up/launcher-under-test";

vi.setConfig(PATIENCE);

let launchers: Awaited<ReturnType<typeof bundleLauncher>>;
let dataDir: string;
let port: number;

beforeAll(async () => {
  launchers = await bundleLauncher();
});
afterAll(() => launchers.remove());
beforeEach(async () => {
  dataDir = temporaryFolder();
  port = await freePort();
});

let started: Child[] = [];
afterEach(async () => {
  for (const { process: child, exit } of started) {
    child.kill("SIGTERM");
    await exit;
  }
  started = [];
  rmSync(dataDir, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}, more: { args?: string[]; prefix?: string[] } = {}): Child {
  const launcher = launchers.start({ ASOF_DATA_DIR: dataDir, PORT: String(port), ...env }, more);
  started.push(launcher);
  return launcher;
}

const ready = (launcher: Child) => launcher.line(/^Asof is ready/);

async function web(): Promise<{ pid: number; database: string } | null> {
  try {
    return (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { pid: number; database: string };
  } catch {
    return null;
  }
}

const postgresPid = () =>
  Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);

async function expectSentence(launcher: Child, ...words: RegExp[]): Promise<void> {
  expect(await launcher.exit).toBe(1);
  expect(launcher.stderr()).toHaveLength(1);
  for (const word of words) expect(launcher.stderr()[0]).toMatch(word);
}

describe("start and stop", () => {
  test("R18 the ready line stands alone, SIGTERM ends everything with exit code 0, and a second start works", async () => {
    for (const _ of ["first", "second"]) {
      const launcher = start();
      expect(await ready(launcher)).toBe(`Asof is ready: http://localhost:${port}`);
      const [pid, postgres] = [(await web())?.pid ?? 0, postgresPid()];
      launcher.process.kill("SIGTERM");
      expect(await launcher.exit).toBe(0);
      expect([isGone(pid), isGone(postgres)]).toEqual([true, true]);
      expect(readdirSync(join(dataDir, "run"))).toEqual([]);
    }
  });

  test("R18 a signal during the start also ends with exit code 0 and leaves no PostgreSQL", async () => {
    const launcher = start();
    await launcher.line(/Starting PostgreSQL/);
    launcher.process.kill("SIGINT");
    expect(await launcher.exit).toBe(0);
    expect(existsSync(join(dataDir, "postgres/postmaster.pid"))).toBe(false);
  });

  test("without the demo a one-time address for the first administrator is printed, another one each time", async () => {
    const addresses = [];
    for (const _ of ["first", "second"]) {
      const launcher = start({ ASOF_PUBLIC_URL: "https://asof.example.org/" });
      addresses.push(await launcher.line(/ https:\/\/asof\.example\.org\/setup\?token=\S+$/));
      launcher.process.kill("SIGTERM");
      await launcher.exit;
    }
    expect(addresses[0]).not.toBe(addresses[1]);
  });

  test("secrets are readable by their owner only, and logs are JSON without secrets", async () => {
    const launcher = start();
    await ready(launcher);
    for (const name of ["secret", "postgres-password"]) {
      expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
    }
    const log = await until(
      "the log of web",
      () => readFileSync(join(dataDir, "logs/web.log"), "utf8") || null,
    );
    expect(
      log
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toContainEqual(
      expect.objectContaining({ process: "web", level: "info", msg: "plain words, token [redacted]" }),
    );
  });
});

// A user namespace in which its root may make no further one: the limit holds there only.
const WITHOUT_NAMESPACES = [
  ...["unshare", "--user", "--map-root-user", "sh", "-c"],
  'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" "$@"',
];
const canUnshare = spawnSync("unshare", ["--user", "--map-root-user", "true"]).status === 0;
const canRefuseNamespaces = canUnshare || process.getuid?.() === 0;

describe("every failure is one sentence that says what to do", () => {
  let blocker: Server | undefined;
  afterEach(() => blocker?.close());

  test("a taken port", async () => {
    blocker = createServer();
    await new Promise<void>((resolve) => blocker?.listen(port, "127.0.0.1", resolve));
    await expectSentence(start(), new RegExp(`Port ${port} is taken`), /PORT=\d+ npm start/);
  });

  test("a data folder that cannot be written", async () => {
    writeFileSync(join(dataDir, "file"), "");
    const launcher = start({ ASOF_DATA_DIR: join(dataDir, "file/below") });
    await expectSentence(launcher, /cannot be written/, /ASOF_DATA_DIR/);
  });

  test("a database that cannot be reached, without its password", async () => {
    const launcher = start({ DATABASE_URL: `postgresql://asof:hunter2@127.0.0.1:${await freePort()}/asof` });
    await expectSentence(launcher, /cannot be reached/, /DATABASE_URL/, /^(?!.*hunter2)/);
  });

  test.runIf(canRefuseNamespaces)("as root, where user namespaces are refused", async () => {
    // A root that can make none anyway needs no help.
    await expectSentence(
      start({}, { prefix: canUnshare ? WITHOUT_NAMESPACES : [] }),
      /cannot run as root/,
      /ordinary user/,
      /DATABASE_URL/,
    );
  });

  test("an unknown option", async () => {
    await expectSentence(start({}, { args: ["--nodemo"] }), /--nodemo is not an option/, /--no-demo/);
  });

  test("a port that is none", async () => {
    await expectSentence(start({ PORT: "http" }), /PORT=http is not a port/);
  });
});

describe("one data folder, several launchers", () => {
  test("R9 a lock file of a dead server whose process id belongs to somebody else does not stop a start", async () => {
    const launcher = start();
    await ready(launcher);
    const lock = join(dataDir, "postgres/postmaster.pid");
    const text = readFileSync(lock, "utf8");
    launcher.process.kill("SIGTERM");
    await launcher.exit;
    writeFileSync(lock, text.replace(/^\d+/, String(process.pid)));
    await ready(start());
    expect(postgresPid()).not.toBe(process.pid);
  });

  test("two launchers of one data folder share its PostgreSQL, and the last to stop stops it", async () => {
    const first = start();
    await ready(first);
    const postgres = postgresPid();
    const second = start({ PORT: String(await freePort()) });
    await ready(second);
    first.process.kill("SIGTERM");
    expect(await first.exit).toBe(0);
    expect(isGone(postgres)).toBe(false);
    second.process.kill("SIGTERM");
    expect(await second.exit).toBe(0);
    expect(isGone(postgres)).toBe(true);
  });
});
