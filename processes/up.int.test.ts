import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundleLauncher, freePort, type Launcher, temporaryFolder, until } from "./up/launcher-under-test";

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

let started: Launcher[] = [];
afterEach(async () => {
  for (const { child, exit } of started) {
    child.kill("SIGTERM");
    await exit;
  }
  started = [];
  rmSync(dataDir, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}, args?: string[]): Launcher {
  const launcher = launchers.start({ ASOF_DATA_DIR: dataDir, PORT: String(port), ...env }, args);
  started.push(launcher);
  return launcher;
}

const ready = (launcher: Launcher) => launcher.line(/^Asof is ready/);

async function web(): Promise<{ pid: number; database: string } | null> {
  try {
    return (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { pid: number; database: string };
  } catch {
    return null;
  }
}

const postgresPid = () =>
  Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);

function isGone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return !existsSync("/proc/self") ? !signalled(pid) : true;
  }
}

function signalled(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function expectSentence(launcher: Launcher, ...words: RegExp[]): Promise<void> {
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
      launcher.child.kill("SIGTERM");
      expect(await launcher.exit).toBe(0);
      expect([isGone(pid), isGone(postgres)]).toEqual([true, true]);
      expect(readdirSync(join(dataDir, "run"))).toEqual([]);
    }
  });

  test("R18 a signal during the start also ends with exit code 0 and leaves no PostgreSQL", async () => {
    const launcher = start();
    await launcher.line(/Starting PostgreSQL/);
    launcher.child.kill("SIGINT");
    expect(await launcher.exit).toBe(0);
    expect(existsSync(join(dataDir, "postgres/postmaster.pid"))).toBe(false);
  });

  test("without the demo a one-time address for the first administrator is printed, another one each time", async () => {
    const addresses = [];
    for (const _ of ["first", "second"]) {
      const launcher = start({ ASOF_PUBLIC_URL: "https://asof.example.org/" });
      addresses.push(await launcher.line(/ https:\/\/asof\.example\.org\/setup\?token=\S+$/));
      launcher.child.kill("SIGTERM");
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

  test("an unknown option", async () => {
    await expectSentence(start({}, ["--nodemo"]), /--nodemo is not an option/, /--no-demo/);
  });

  test("a port that is none", async () => {
    await expectSentence(start({ PORT: "http" }), /PORT=http is not a port/);
  });
});

describe("R9 kill -9 of any process is recovered from", () => {
  test("R9 a killed child is started again", async () => {
    const launcher = start();
    await ready(launcher);
    const first = (await web())?.pid ?? 0;
    process.kill(first, "SIGKILL");
    const second = await until("another web process", async () => {
      const pid = (await web())?.pid ?? first;
      return pid === first ? null : pid;
    });
    expect(second).toBeGreaterThan(0);
    expect(readFileSync(join(dataDir, "logs/web.log"), "utf8")).toContain("ended with SIGKILL");
  });

  test("R9 a killed PostgreSQL comes back on the same port with every committed row", async () => {
    const launcher = start();
    await ready(launcher);
    const url = (await web())?.database ?? "";
    await query(url, "CREATE TABLE kept (id int); INSERT INTO kept SELECT generate_series(1, 1000)");
    const first = postgresPid();
    process.kill(first, "SIGKILL");
    const rows = await until("PostgreSQL to come back", () =>
      query(url, "SELECT count(*)::int AS rows FROM kept").catch(() => null),
    );
    expect(rows).toEqual([{ rows: 1000 }]);
    expect(postgresPid()).not.toBe(first);
  });

  test("R9 after kill -9 of the launcher the next start ends its children and takes its PostgreSQL over", async () => {
    const killed = start();
    await ready(killed);
    const [children, postgres] = [recordedChildren(), postgresPid()];
    expect(children).toHaveLength(2);
    killed.child.kill("SIGKILL");
    await killed.exit;
    const next = start();
    await ready(next);
    expect(children.map(isGone)).toEqual([true, true]);
    expect(postgresPid()).toBe(postgres);
    next.child.kill("SIGTERM");
    expect(await next.exit).toBe(0);
    expect(isGone(postgres)).toBe(true);
  });

  test("R9 a lock file of a dead server whose process id belongs to somebody else does not stop a start", async () => {
    const launcher = start();
    await ready(launcher);
    const lock = join(dataDir, "postgres/postmaster.pid");
    const text = readFileSync(lock, "utf8");
    launcher.child.kill("SIGTERM");
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
    first.child.kill("SIGTERM");
    expect(await first.exit).toBe(0);
    expect(isGone(postgres)).toBe(false);
    second.child.kill("SIGTERM");
    expect(await second.exit).toBe(0);
    expect(isGone(postgres)).toBe(true);
  });
});

function recordedChildren(): number[] {
  const [name = ""] = readdirSync(join(dataDir, "run"));
  const record = JSON.parse(readFileSync(join(dataDir, "run", name), "utf8")) as {
    children: { pid: number }[];
  };
  return record.children.map(({ pid }) => pid);
}
