import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { cancelMaterialization } from "./cancel";
import { getMaterialization } from "./get-run";
import { listRuns } from "./list-runs";
import {
  hourUs,
  LEGS,
  type MaterializationUnderTest,
  startMaterializationUnderTest,
} from "./materialization-under-test";
import { resumeMaterialization } from "./resume";
import { startMaterialization } from "./start";
import { startDueRuns } from "./start-due";
import { workOnRun } from "./work";

let under: MaterializationUnderTest;
beforeEach(async () => {
  under = await startMaterializationUnderTest();
});
afterEach(() => under.close());

const run = (id: string) => ({ project: "flights", id });
const input = {
  project: "flights",
  group: "departures",
  version: null,
  startUs: hourUs(0),
  endUs: hourUs(24),
  incremental: false,
  only: null,
  upstream: false,
  downstream: false,
  scheduledFor: null,
};

describe("who may", () => {
  it("members of the owner team start, cancel and resume; readers look; strangers see nothing", async () => {
    const viewer = await under.world.as({ role: "viewer" });
    const other = await under.world.as({ role: "contributor" });
    const stranger = await under.world.as({});
    for (const person of [viewer, other])
      await expect(startMaterialization(person, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(startMaterialization(stranger, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const id = await under.start("departures");
    expect(await getMaterialization(viewer, run(id))).toMatchObject({
      mayDecide: false,
      run: { status: "queued" },
    });
    await expect(getMaterialization(stranger, run(id))).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const verb of [cancelMaterialization, resumeMaterialization])
      await expect(verb(other, run(id))).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { items } = await listRuns(viewer, {
      project: "flights",
      group: "departures",
      before: null,
      limit: 5,
    });
    expect(items).toMatchObject([{ id, createdBy: "Olga" }]);
  });

  it("a run downstream takes the right to each group", async () => {
    await applyDefinitions(under.world, {
      project: "flights",
      files: [
        { path: "t.yaml", text: "kind: team\nname: others" },
        {
          path: "g.yaml",
          text: `kind: feature_group
name: theirs
entity: airport
description: Of another team
owner: others
source: departures
emit: 6h
aggregations: [{name: n, fn: count, windows: [6h]}]`,
        },
      ],
      prune: false,
      message: null,
    });
    await expect(startMaterialization(under.owner, { ...input, downstream: true })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("every decision has its audit entry", async () => {
    const { run: done } = await under.run("departures");
    const id = await under.start("load");
    await cancelMaterialization(under.owner, run(id));
    await resumeMaterialization(under.owner, run(id));
    const entries = await under.world.store.prisma.auditEntry.findMany({
      where: { targetName: { in: ["departures", "load"] }, action: { startsWith: "mater" } },
      orderBy: { seq: "asc" },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      "materialization:start",
      "materialization:start",
      "materialization:cancel",
      "materialization:resume",
    ]);
    const commit = await under.world.store.prisma.auditEntry.findFirst({
      where: { action: "data:materialize" },
    });
    expect(commit?.details).toMatchObject({ run: done.id, commit: 1 });
  });
});

describe("a run", () => {
  it("is the only one of its group version while it waits or works", async () => {
    const id = await under.start("departures");
    await expect(under.start("departures")).rejects.toMatchObject({ code: "CONFLICT" });
    await under.work(id);
    expect((await under.run("departures")).run.status).toBe("succeeded");
  });

  it("is taken by one worker only", async () => {
    const id = await under.start("departures");
    await Promise.all([under.work(id), under.work(id), under.work(id)]);
    const { run: done } = await getMaterialization(under.owner, run(id));
    expect(done).toMatchObject({ status: "succeeded", attempt: 1, tasks: [{ commit: 1 }] });
    expect(await under.rows("departures")).toHaveLength(LEGS.length);
  });

  it("is handed over when its worker is told to stop: the next one goes on without waiting for a lease", async () => {
    const id = await under.start("departures");
    const stopping = new AbortController();
    const stopped: ServiceContext = {
      ...under.world.system,
      engine: {
        ...under.world.engine,
        writeRows: (_, call) => {
          const ended = new Promise<never>((_resolve, reject) =>
            call.signal?.addEventListener("abort", () => reject(new Error("stopped"))),
          );
          stopping.abort();
          return ended;
        },
      },
    };
    await workOnRun(stopped, id, stopping.signal);
    expect((await getMaterialization(under.owner, run(id))).run.status).toBe("running");
    const { run: done, lines } = await under.work(id);
    expect(done).toMatchObject({ status: "succeeded", attempt: 1 });
    expect(lines.map(({ message }) => message)).toContain("A worker goes on with it.");
  });

  it("R5 a worker that comes late commits nothing: the run has gone to another one, which does it once", async () => {
    const id = await under.start("departures");
    const late: ServiceContext = {
      ...under.world.system,
      engine: {
        ...under.world.engine,
        async writeRows(request, call) {
          const written = await under.world.engine.writeRows(request, call);
          await under.world.store.prisma
            .$executeRaw`UPDATE materialization_run SET lease_id = gen_random_uuid(), lease_until = '-infinity'`;
          return written;
        },
      },
    };
    await workOnRun(late, id, new AbortController().signal);
    expect(await under.world.store.prisma.offlineCommit.count()).toBe(0);
    const { run: done } = await under.work(id);
    expect(done).toMatchObject({ status: "succeeded", tasks: [{ commit: 1 }] });
    expect(await under.world.store.prisma.offlineCommit.count()).toBe(1);
  });

  it("that waits is cancelled at once; resumed, it does what it was asked for", async () => {
    const id = await under.start("departures");
    expect((await cancelMaterialization(under.owner, run(id))).status).toBe("cancelled");
    await expect(cancelMaterialization(under.owner, run(id))).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await under.work(id)).run.status).toBe("cancelled");
    await resumeMaterialization(under.owner, run(id));
    expect((await under.work(id)).run).toMatchObject({
      status: "succeeded",
      tasks: [{ status: "succeeded" }],
    });
    await expect(resumeMaterialization(under.owner, run(id))).rejects.toMatchObject({ code: "PRECONDITION" });
  });

  it("that works stops when it is cancelled, and leaves no commit of what it was at", async () => {
    const id = await under.start("load");
    let hasBegun = () => {};
    const begun = new Promise<void>((resolve) => {
      hasBegun = resolve;
    });
    const slow: ServiceContext = {
      ...under.world.system,
      engine: {
        ...under.world.engine,
        writeRows: (_, call) => {
          hasBegun();
          return new Promise((_resolve, reject) =>
            call.signal?.addEventListener("abort", () => reject(new Error("stopped"))),
          );
        },
      },
    };
    const working = workOnRun(slow, id, new AbortController().signal);
    await begun;
    await cancelMaterialization(under.owner, run(id));
    await working;
    const { run: done } = await getMaterialization(under.owner, run(id));
    expect(done).toMatchObject({ status: "cancelled", tasks: [{ status: "cancelled", commit: null }] });
  });

  it("R15 that failed goes on with the interval it failed at; what it had committed is not computed again", async () => {
    await under.setLegs([...LEGS, { origin: "ATL", hour: 24 * 4_000, delay: 9_000 }]);
    under.world.travel(12 * 366 * 86_400_000);
    const id = await under.start("departures", { endUs: hourUs(24 * 4_500) });
    const { run: failed } = await under.work(id);
    expect(failed).toMatchObject({
      status: "failed",
      tasks: [
        { status: "succeeded", commit: 1 },
        { status: "failed", stage: "validate" },
      ],
    });
    await under.setLegs(LEGS);
    await resumeMaterialization(under.owner, run(id));
    const { run: done, lines } = await under.work(id);
    expect(done).toMatchObject({ status: "succeeded", tasks: [{ commit: 1 }, { commit: 2, rows: 0n }] });
    expect(lines.map(({ message }) => message)).toContain("Done.");
  });
});

describe("schedules", () => {
  const scheduled = (cron: string) => `kind: feature_group
name: departures
entity: airport
description: Departures
transform: SELECT origin, departed_at, known_at, delay, delay > 15 AS late FROM legs
event_time: departed_at
created_time: known_at
features:
  - {name: delay, type: int64, constraints: {max: 5000}}
  - {name: late, type: bool}
schedule: {materialize: "${cron}", timezone: UTC, retries: 1, retry_delay: 1m}`;
  const apply = (cron: string) =>
    applyDefinitions(under.world, {
      project: "flights",
      files: [{ path: "departures.yaml", text: scheduled(cron) }],
      prune: false,
      message: null,
    });

  it("fire once with several workers, and not for the time before they stood", async () => {
    await apply("0 2 * * *");
    expect((await startDueRuns(under.world.system)).started).toEqual([]);
    under.world.travel(86_400_000);
    const looks = await Promise.all(Array.from({ length: 4 }, () => startDueRuns(under.world.system)));
    const started = looks.flatMap((look) => look.started);
    expect(looks.flatMap((look) => look.failures)).toEqual([]);
    expect(started).toMatchObject([{ project: "flights", group: "departures" }]);
    const { run: done } = await under.work(started[0]?.run ?? "");
    expect(done).toMatchObject({ status: "succeeded", retries: 1, scheduledFor: started[0]?.scheduledFor });
    // Looked at again, also by a worker that has just started: this moment has been served.
    expect((await startDueRuns(under.world.system)).started).toEqual([]);
    under.world.travel(3 * 86_400_000);
    const [next] = (await startDueRuns(under.world.system)).started;
    expect(next?.scheduledFor.getTime()).toBe((started[0]?.scheduledFor.getTime() ?? 0) + 3 * 86_400_000);
    const { run: later } = await getMaterialization(under.owner, run(next?.run ?? ""));
    expect(later.tasks[0]?.startUs).toBe(done.tasks[0]?.endUs);
  });

  it("a scheduled run whose engine fails is tried again after the declared delay", async () => {
    await apply("0 2 * * *");
    under.world.travel(86_400_000);
    const [due] = (await startDueRuns(under.world.system)).started;
    const broken: ServiceContext = {
      ...under.world.system,
      engine: { ...under.world.engine, writeRows: () => Promise.reject(new Error("gone")) },
    };
    await expect(workOnRun(broken, due?.run ?? "", new AbortController().signal)).rejects.toThrow("gone");
    const { run: waiting } = await getMaterialization(under.owner, run(due?.run ?? ""));
    expect(waiting).toMatchObject({ status: "queued", attempt: 1 });
    expect(waiting.notBefore?.getTime()).toBeGreaterThan(under.world.now().getTime() + 50_000);
  });
});
