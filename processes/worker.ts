import { startQueue } from "@/lib/jobs/queue";
import { createMailNotifier } from "@/lib/notify/mail";
import { getContainer } from "@/lib/server/container";
import { log } from "@/lib/server/log";
import { jobTracing } from "@/lib/server/tracing";
import { beat } from "@/lib/store/heartbeats";
import { boot, onStop } from "./boot";
import { jobHandlers } from "./worker/handlers";
import { watchOutbox } from "./worker/outbox";

const GRACE_MS = 10_000;
const BEAT_MS = 2_000;

await boot("worker", async (env) => {
  const container = getContainer();
  const handlers = jobHandlers(container, env.mail && createMailNotifier(env.mail));
  const queue = await startQueue({
    databaseUrl: env.databaseUrl,
    handlers,
    onError: (error) => log.error({ err: error }, "job queue"),
    tracing: jobTracing,
  });
  if (env.isDemo) await queue.send("demo", {});
  const sayAlive = () =>
    beat(container.store.prisma, "worker", { pid: process.pid }).catch((error) =>
      log.error({ err: error }, "heartbeat not written"),
    );
  await sayAlive();
  const timer = setInterval(sayAlive, BEAT_MS);
  const stopWatching = watchOutbox(container, queue);
  log.info({ jobs: Object.keys(handlers) }, "worker ready");
  onStop(GRACE_MS, async () => {
    clearInterval(timer);
    stopWatching();
    await queue.stop(GRACE_MS - 2_000);
    await container.engine.close();
    await container.store.close();
  });
});
