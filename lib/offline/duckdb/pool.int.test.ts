import { fork, spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError, type ErrorCode } from "@/lib/core/errors";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { Relation } from "@/lib/core/pit/relation";
import type { EngineProgress } from "../engine";
import { type EngineUnderTest, startEngineUnderTest } from "./engine-under-test";
import { filesRelation, givenSpine, groupOf, planOf } from "./pit-under-test";

const LONG_MS = 60_000;
const SLOW_JOIN = "(SELECT count(*) FROM range(10000000) a(x), range(10000000) b(y) WHERE x + y < 0)";
/** One scalar call over two long strings: DuckDB looks for an interrupt only between calls. */
const SLOW_CALL = "levenshtein(repeat('a', 150000 + length(k)), repeat('b', 150000))";
const GREEDY = "(SELECT len(list(x)) FROM range(100000000) r(x))";

let sut: EngineUnderTest;

beforeAll(async () => {
  process.env.ASOF_CANARY_SECRET = "canary-5131";
  sut = await startEngineUnderTest({ memoryLimit: "512MB", queueMax: 3 });
  await writeFile(path.join(sut.dataRoot, "rows.csv"), "k,event,v\na,2026-03-02T10:00:00Z,1\n");
});
afterAll(async () => {
  delete process.env.ASOF_CANARY_SECRET;
  await sut.close();
});

const rows = filesRelation("rows", "rows.csv", { format: "csv" });
const call = (deadlineMs = LONG_MS) => ({ runId: "run-1", deadlineMs });

/** A plan over a SELECT whose feature is the given SQL. */
function planWith(sql: string): PitPlan {
  const relation: Relation = {
    kind: "select",
    name: "work",
    sql: `SELECT k, event, ${sql} AS v FROM rows`,
    inputs: { rows },
  };
  const spine = givenSpine(
    [
      { name: "k", type: "string", role: "key" },
      { name: "t", type: "timestamp", role: "time" },
    ],
    [["a", "2026-03-02T11:00:00Z"]],
  );
  const group = groupOf("g", [{ name: "k", type: "string" }], [{ name: "v", type: "int64" }], relation, {
    createdTime: null,
  });
  return planOf(spine, [group], null);
}

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | "answered"> {
  return work.then(
    () => "answered" as const,
    (error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    },
  );
}

/** Ids of the running engine children of this process. */
async function children(): Promise<number[]> {
  const folders = (await readdir(sut.workDir)).filter((name) => name.startsWith(`child-${process.pid}-`));
  const all = await readdir("/proc");
  const found = await Promise.all(
    all
      .filter((name) => /^\d+$/.test(name))
      .map(async (pid) => {
        const status = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
        return status.includes(sut.enginePath) ? Number(pid) : null;
      }),
  );
  expect(folders.length).toBeGreaterThan(0);
  return found.filter((pid) => pid !== null);
}

/** Starts a plan; `begun` resolves once a child works on it. */
function started(plan: PitPlan, options: { signal?: AbortSignal; on?: EngineUnderTest } = {}) {
  const { promise: begun, resolve } = Promise.withResolvers<EngineProgress>();
  const { engine } = options.on ?? sut;
  const result = engine.runPit(plan, { ...call(), signal: options.signal, onProgress: resolve });
  result.catch(() => {});
  return { begun, result };
}

describe("engine children", () => {
  it("answer, with spans, timings and the caller's trace", async () => {
    const result = await sut.engine.runPit(planWith("v"), { ...call(), traceparent: "00-1-2-01" });
    expect(result.rows).toEqual([["a", "2026-03-02T11:00:00.000000Z", "1"]]);
    expect(result.traceparent).toBe("00-1-2-01");
    expect(result.spans.map((span) => span.name)).toContain("joining g");
    for (const span of result.spans) expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
    const logged = () =>
      sut.logs.map((text) => JSON.parse(text)).find((log) => log.traceparent === "00-1-2-01");
    await expect.poll(logged).toMatchObject({ process: "engine", run_id: "run-1", method: "runPit" });
  });

  it("see nothing of the parent's environment", async () => {
    await sut.engine.ping();
    const pids = await children();
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) {
      const environment = await readFile(`/proc/${pid}/environ`, "utf8");
      expect(environment).not.toContain("canary");
      const names = environment.split("\0").map((entry) => entry.split("=")[0]);
      expect(
        names.filter(
          (name) => name !== "" && !/^(TZ|LANG|HOME|TMPDIR|NODE_ENV|NODE_CHANNEL_.*)$/.test(name ?? ""),
        ),
      ).toEqual([]);
    }
  });

  it("stop at the deadline, and the next call is answered", async () => {
    const before = performance.now();
    expect(await codeOf(sut.engine.runPit(planWith(SLOW_JOIN), call(1000)))).toBe("TIMEOUT");
    expect(performance.now() - before).toBeLessThan(3500);
    expect(await codeOf(sut.engine.runPit(planWith("v"), call()))).toBe("answered");
  });

  it("are killed two seconds after the deadline when one native call does not stop", async () => {
    const before = performance.now();
    expect(await codeOf(sut.engine.runPit(planWith(SLOW_CALL), call(1000)))).toBe("TIMEOUT");
    const took = performance.now() - before;
    expect(took).toBeGreaterThan(2900);
    expect(took).toBeLessThan(5000);
    expect(await codeOf(sut.engine.runPit(planWith("v"), call()))).toBe("answered");
  });

  it("stop on abort: the caller is free at once, the child soon after", async () => {
    const abort = new AbortController();
    const { begun, result } = started(planWith(SLOW_JOIN), { signal: abort.signal });
    await begun;
    const before = performance.now();
    abort.abort();
    expect(await codeOf(result)).toBe("CANCELLED");
    expect(performance.now() - before).toBeLessThan(500);
    expect(await codeOf(sut.engine.runPit(planWith("v"), { ...call(), signal: abort.signal }))).toBe(
      "CANCELLED",
    );
    expect(await codeOf(sut.engine.runPit(planWith("v"), call()))).toBe("answered");
  });

  it("refuse a call when too many wait", async () => {
    const small = await startEngineUnderTest({ size: 1, queueMax: 1 });
    await writeFile(path.join(small.dataRoot, "rows.csv"), "k,event,v\na,2026-03-02T10:00:00Z,1\n");
    expect(await small.engine.ping()).toBe(true);
    const abort = new AbortController();
    const busy = started(planWith(SLOW_JOIN), { signal: abort.signal, on: small });
    await busy.begun;
    const waiting = codeOf(small.engine.describeExpression("1", [], { ...call(), signal: abort.signal }));
    expect(await codeOf(small.engine.describeExpression("1", [], call()))).toBe("LIMIT");
    abort.abort();
    expect([await codeOf(busy.result), await waiting]).toEqual(["CANCELLED", "CANCELLED"]);
    expect(await codeOf(small.engine.describeExpression("1", [], call()))).toBe("answered");
    await small.close();
  });

  it("R10: a child that is killed fails its own call only, and is replaced", async () => {
    const first = started(planWith(SLOW_JOIN));
    await first.begun;
    const victim = await busyChild();
    const other = sut.engine.runPit(planWith("v"), call());
    process.kill(victim, "SIGKILL");
    expect(await codeOf(first.result)).toBe("UNAVAILABLE");
    expect(await codeOf(other)).toBe("answered");
    expect(await codeOf(sut.engine.runPit(planWith("v"), call()))).toBe("answered");
  });

  it("a query that wants too much memory gets LIMIT, and the engine goes on", async () => {
    expect(await codeOf(sut.engine.runPit(planWith(GREEDY), call()))).toBe("LIMIT");
    expect(await codeOf(sut.engine.runPit(planWith("v"), call()))).toBe("answered");
  });

  it("R10: one value that outgrows the process ends its own call only, whatever DuckDB's own limit sees", async () => {
    const huge = "length(repeat(k || 'x', 1800000000))";
    expect(await codeOf(sut.engine.runPit(planWith(huge), call()))).toBe("LIMIT");
    expect(await codeOf(sut.engine.runPit(planWith("v"), call()))).toBe("answered");
  });

  it("answers ping while it lives", async () => {
    expect(await sut.engine.ping()).toBe(true);
  });

  it("leave nothing behind in their folders after a call", async () => {
    await sut.engine.runPit(planWith("v"), call());
    const folders = await readdir(sut.workDir);
    for (const folder of folders) expect(await readdir(path.join(sut.workDir, folder))).toEqual([]);
  });
});

describe("the end", () => {
  it("a child ends when its parent is killed, and takes its folder with it", async () => {
    const folder = path.join(sut.workDir, `child-${process.pid}-orphan`);
    await mkdir(folder, { recursive: true });
    const script = `const { fork } = require("node:child_process");
      const child = fork(${JSON.stringify(sut.enginePath)}, [], { cwd: ${JSON.stringify(folder)}, serialization: "advanced", execArgv: [] });
      child.once("message", () => console.log(child.pid));
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = Number(
      await new Promise<string>((resolve) => parent.stdout.once("data", (data) => resolve(String(data)))),
    );
    parent.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    expect(await readdir(sut.workDir)).not.toContain(path.basename(folder));
  });

  it("close ends every child and fails what is running", async () => {
    const other = await startEngineUnderTest();
    await writeFile(path.join(other.dataRoot, "rows.csv"), "k,event,v\na,2026-03-02T10:00:00Z,1\n");
    expect(await other.engine.ping()).toBe(true);
    const { begun, result } = started(planWith(SLOW_JOIN), { on: other });
    const running = codeOf(result);
    await begun;
    await other.engine.close();
    expect(await running).toBe("UNAVAILABLE");
    expect(await other.engine.ping()).toBe(false);
    expect(await readdir(other.workDir)).toEqual([]);
    await other.close();
  });

  it("an engine that cannot be started says so instead of hanging", async () => {
    const broken = await startEngineUnderTest({ enginePath: path.join(sut.workDir, "missing.mjs") });
    expect(await broken.engine.ping()).toBe(false);
    expect(await codeOf(broken.engine.describeExpression("1", [], call()))).toBe("UNAVAILABLE");
    await broken.close();
  });

  it("folders of children whose parent is gone are removed at the next start", async () => {
    const gone = fork("/dev/null", { execPath: "/bin/true", stdio: "ignore" });
    const stale = `child-${gone.pid}-left`;
    await new Promise((resolve) => gone.once("exit", resolve));
    const next = await startEngineUnderTest();
    await mkdir(path.join(next.workDir, stale), { recursive: true });
    await next.engine.ping();
    expect(await readdir(next.workDir)).not.toContain(stale);
    await next.close();
  });
});

/** The child that is using the processor. */
async function busyChild(): Promise<number> {
  const before = await processorTicks();
  let busy = 0;
  await expect
    .poll(async () => {
      const now = await processorTicks();
      const [most] = [...now]
        .map(([pid, ticks]) => ({ pid, used: ticks - (before.get(pid) ?? ticks) }))
        .sort((a, b) => b.used - a.used);
      busy = most?.pid ?? 0;
      return most?.used ?? 0;
    })
    .toBeGreaterThan(10);
  return busy;
}

async function processorTicks(): Promise<Map<number, number>> {
  const entries = (await children()).map(async (pid) => {
    const fields =
      (await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")).split(") ")[1]?.split(" ") ?? [];
    return [pid, Number(fields[11] ?? 0)] as const;
  });
  return new Map(await Promise.all(entries));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
