import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/store/test-database";
import type { JobHandlers } from "./jobs";
import { type JobQueue, startQueue } from "./queue";

const TRACEPARENT = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;

let database: TestDatabase;
let queues: JobQueue[];
let follow: (traceparent: string | null, work: () => Promise<void>) => Promise<void>;

beforeEach(async () => {
  database = await createTestDatabase();
  queues = [];
  follow = (_traceparent, work) => work();
});
afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop(1_000)));
  await database.drop();
});

async function open(handlers: JobHandlers): Promise<JobQueue> {
  const queue = await startQueue({
    databaseUrl: database.url,
    handlers,
    onError: () => undefined,
    tracing: { current: () => TRACEPARENT, follow: ({ traceparent }, work) => follow(traceparent, work) },
  });
  queues.push(queue);
  return queue;
}

test("a job sent by one process runs in another", async () => {
  const ran = Promise.withResolvers<string>();
  await open({ demo: async (_payload, { id }) => ran.resolve(id) });
  await (await open({})).send("demo", {});
  expect(await ran.promise).toMatch(/^[0-9a-f-]{36}$/);
});

test("the same job is not queued twice while it waits or runs", async () => {
  const sender = await open({});
  await Promise.all(Array.from({ length: 5 }, () => sender.send("demo", {})));
  const release = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  let runs = 0;
  const worker = await open({
    demo: async () => {
      runs++;
      started.resolve();
      await release.promise;
    },
  });
  await started.promise;
  await sender.send("demo", {});
  release.resolve();
  await worker.stop(5_000);
  queues = queues.filter((queue) => queue !== worker);
  expect(runs).toBe(1);
});

test("jobs of different keys are queued side by side, of one key once", async () => {
  const sender = await open({});
  const [one, other] = ["0198f000-0000-7000-8000-000000000001", "0198f000-0000-7000-8000-000000000002"];
  for (const run_id of [one, other, one, other]) await sender.send("materialize", { run_id }, run_id);
  const ran: string[] = [];
  const both = Promise.withResolvers<void>();
  const worker = await open({
    materialize: async ({ run_id }) => {
      ran.push(run_id);
      if (ran.length === 2) both.resolve();
    },
  });
  await both.promise;
  await worker.stop(5_000);
  queues = queues.filter((queue) => queue !== worker);
  expect(ran.sort()).toEqual([one, other]);
});

test("R15 a job that fails comes again", async () => {
  const done = Promise.withResolvers<number>();
  let runs = 0;
  await open({
    demo: async () => {
      runs++;
      if (runs === 1) throw new Error("the first time");
      done.resolve(runs);
    },
  });
  await (await open({})).send("demo", {});
  expect(await done.promise).toBe(2);
});

test("a job runs as part of the trace it was sent in, its payload as it was", async () => {
  const ran = Promise.withResolvers<[string | null, unknown]>();
  let followed: string | null = null;
  follow = (traceparent, work) => {
    followed = traceparent;
    return work();
  };
  await open({ demo: async (payload) => ran.resolve([followed, payload]) });
  await (await open({})).send("demo", {});
  expect(await ran.promise).toEqual([TRACEPARENT, {}]);
});
