import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServiceContext } from "../context";
import { listCommits } from "./list-commits";
import {
  DEPARTURES,
  type DepartureRow,
  departure,
  type OfflineUnderTest,
  startOfflineUnderTest,
} from "./offline-under-test";
import { sweepAfterCrash } from "./sweep";
import { writeRows } from "./write-rows";

const ROUNDS = process.env.ASOF_TEST_LONG === "1" ? 40 : 1;
const PHASES = ["reading rows", "checking rows", "sorting rows", "writing files", "publishing files"];
const ROOT = path.resolve(import.meta.dirname, "../../..");

let under: OfflineUnderTest;
let owner: ServiceContext;
afterEach(() => under.close());

async function numbers(): Promise<number[]> {
  const { items } = await listCommits(owner, { ...DEPARTURES, before: null, limit: 1000 });
  return items.map(({ number }) => number);
}

/** Every acknowledged row once, and no file that no commit names. */
async function expectWhole(commits: number[], rows: number) {
  expect(await numbers()).toEqual(commits);
  const page = await under.read(owner);
  expect(page.rows.map((row) => Number(row.at(-2)))).toHaveLength(rows);
  expect(new Set(page.rows.map((row) => row.at(-2))).size).toBe(rows);
}

async function expireLocks() {
  await under.world.store.prisma
    .$executeRaw`UPDATE offline_lock SET lease_until = clock_timestamp() - interval '1 second'`;
}

/** Process ids of this process's engine children that are at work on something. */
function engineChildren(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        const parent = / \w (\d+) /.exec(
          readFileSync(`/proc/${pid}/stat`, "utf8").replace(/\(.*\)/, ""),
        )?.[1];
        return command.includes(under.engine.enginePath) && parent === String(process.pid);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const MANY: DepartureRow[] = Array.from({ length: 20_000 }, (_, i) =>
  departure(`k${i % 500}`, (i % 28) + 1, i),
);

describe("kill -9", () => {
  beforeEach(async () => {
    under = await startOfflineUnderTest({ size: 1 });
    owner = under.owner;
  });

  it("R9 of the engine child at any step of a write loses no acknowledged row and leaves no half commit", async () => {
    await under.write(owner, [departure("ATL", 1, 1)]);
    let rows = 1;
    const commits = [1];
    for (const phase of Array(ROUNDS).fill(PHASES).flat()) {
      const upload = await under.receive(JSON.stringify(MANY));
      const killed = writeRows(
        owner,
        {
          ...DEPARTURES,
          format: "json",
          quarantine: false,
          message: null,
          interval: null,
          idempotencyKey: null,
          receive: async () => upload,
        },
        {
          runId: "killed",
          onProgress: (progress) => {
            if (progress.phase === phase) for (const pid of engineChildren()) process.kill(pid, "SIGKILL");
          },
        },
      );
      await expect(killed, phase).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await expectWhole(commits, rows);
      await under.write(owner, [departure("ORD", 2, 2)]);
      commits.unshift(commits.length + 1);
      rows++;
      await expectWhole(commits, rows);
      expect(await under.files()).toHaveLength(commits.length);
    }
  }, 600_000);

  it("R9 R15 of the writing process between rename and commit: its files go, and the same write again is there once", async () => {
    await under.write(owner, [departure("ATL", 1, 1)]);
    const folder = await mkdtemp(path.join(tmpdir(), "asof-killed-"));
    try {
      const script = path.join(under.engine.dataDir, "killed-writer.mjs");
      await build({
        absWorkingDir: ROOT,
        entryPoints: ["lib/services/offline/killed-writer-under-test.ts"],
        outfile: script,
        bundle: true,
        platform: "node",
        target: "node22",
        format: "esm",
        packages: "external",
        alias: { "@": ROOT, "server-only": path.join(ROOT, "scripts/server-only-stub.ts") },
        logLevel: "silent",
      });
      const upload = await under.receive(JSON.stringify([departure("ORD", 2, 2)]));
      const { databaseUrl } = under.world;
      const args = [
        databaseUrl,
        under.engine.dataDir,
        folder,
        under.engine.enginePath,
        owner.actor.id ?? "",
        upload.path,
      ];
      const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "inherit", "inherit"] });
      const [, signal] = await once(child, "exit");
      expect(signal).toBe("SIGKILL");
      expect(await under.files()).toHaveLength(2);
      await expectWhole([1], 1);
      // Its lock outlives it until the lease runs out; then the start of a worker cleans up behind it.
      await expireLocks();
      expect(await sweepAfterCrash(under.world.system, new AbortController().signal)).toBe(1);
      expect(await under.files()).toHaveLength(1);
      const again = {
        ...DEPARTURES,
        format: "json",
        quarantine: false,
        message: null,
        interval: null,
        idempotencyKey: "once",
        receive: async () => ({ ...upload, sha256: "the same", discard: async () => undefined }),
      } as const;
      const first = await writeRows(owner, again, { runId: "again" });
      expect(await writeRows(owner, again, { runId: "and again" })).toEqual(first);
      await expectWhole([2, 1], 2);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("R5 a writer whose lease ran out is refused when it comes late; the one that went before it lost nothing", async () => {
    const late: ServiceContext = {
      ...owner,
      engine: {
        ...owner.engine,
        async writeRows(request, call) {
          const written = await owner.engine.writeRows(request, call);
          await expireLocks();
          await under.write(owner, [departure("JFK", 3, 3)]);
          return written;
        },
      },
    };
    await expect(under.write(late, [departure("ATL", 1, 1)])).rejects.toMatchObject({ code: "CONFLICT" });
    await expectWhole([1], 1);
    expect((await under.read(owner)).rows[0]?.[0]).toBe("JFK");
    await under.write(owner, [departure("ATL", 1, 1)]);
    expect(await under.files()).toHaveLength(2);
  });
});

const isRoot = process.getuid?.() === 0 && process.platform === "linux";

// A small file system of its own needs the right to mount one.
describe.skipIf(!isRoot)("a full disk", () => {
  let disk: string;
  beforeEach(async () => {
    disk = await mkdtemp(path.join(tmpdir(), "asof-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk]);
    under = await startOfflineUnderTest({ size: 1, writeRoot: disk });
    owner = under.owner;
  });
  afterEach(async () => {
    execFileSync("umount", [disk]);
    await rm(disk, { recursive: true });
  });

  it("R10 fails the write by name, leaves no half file, and the next one needs no restart", async () => {
    await under.write(owner, [departure("ATL", 1, 1)]);
    const before = await under.files();
    // Random digits do not compress: the Parquet file is larger than what is left.
    const lines = ["origin,departed_at,known_at,delay,seats"];
    for (let i = 0; i < 40_000; i++)
      lines.push(`${Math.random()},2026-01-01T00:00:00Z,,${Math.random()},${i}`);
    const failure = await under
      .write(owner, [], { format: "csv", receive: () => under.receive(lines.join("\n")) })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("full") });
    expect(await under.files()).toEqual(before);
    for (const name of await readdir(disk)) if (name.startsWith("upload")) await rm(path.join(disk, name));
    await under.write(owner, [departure("ORD", 2, 2)]);
    await expectWhole([2, 1], 2);
  });
});
