import { startQueue } from "@/lib/jobs/queue";
import { getContainer } from "@/lib/server/container";
import { log } from "@/lib/server/log";
import { systemContext } from "@/lib/server/system-context";
import { resumeDatasets } from "@/lib/services/datasets/resume";
import { beat } from "@/lib/store/heartbeats";
import { boot, onStop } from "./boot";
import { jobHandlers } from "./worker/handlers";

const GRACE_MS = 10_000;
const BEAT_MS = 2_000;

await boot("worker", async (env) => {
  const container = getContainer();
  const handlers = jobHandlers(container);
  const queue = await startQueue({
    databaseUrl: env.databaseUrl,
    handlers,
    onError: (error) => log.error({ err: error }, "job queue"),
  });
  await resumeDatasets(systemContext(container, "worker"));
  if (env.isDemo) await queue.send("demo", {});
  const sayAlive = () =>
    beat(container.store.prisma, "worker", { pid: process.pid }).catch((error) =>
      log.error({ err: error }, "heartbeat not written"),
    );
  await sayAlive();
  const timer = setInterval(sayAlive, BEAT_MS);
  log.info({ jobs: Object.keys(handlers) }, "worker ready");
  onStop(GRACE_MS, async () => {
    clearInterval(timer);
    await queue.stop(GRACE_MS - 2_000);
    await container.engine.close();
    await container.store.close();
  });
});
