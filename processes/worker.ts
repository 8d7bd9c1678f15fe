import { startQueue } from "@/lib/jobs/queue";
import { createMailNotifier } from "@/lib/notify/mail";
import { type Container, getContainer } from "@/lib/server/container";
import { log } from "@/lib/server/log";
import { systemContext } from "@/lib/server/system-context";
import { jobTracing } from "@/lib/server/tracing";
import { removeStaleUploads } from "@/lib/server/upload";
import { resumeDatasets } from "@/lib/services/datasets/resume";
import { sweepAfterCrash } from "@/lib/services/offline/sweep";
import { beat } from "@/lib/store/heartbeats";
import { boot, onStop } from "./boot";
import { jobHandlers } from "./worker/handlers";
import { watchMaterializations } from "./worker/materialize";
import { watchOutbox } from "./worker/outbox";

const GRACE_MS = 10_000;
const BEAT_MS = 2_000;

await boot("worker", async (env) => {
  const container = getContainer();
  const stopping = new AbortController();
  const handlers = jobHandlers(container, env.mail && createMailNotifier(env.mail), stopping.signal);
  const queue = await startQueue({
    databaseUrl: env.databaseUrl,
    handlers,
    onError: (error) => log.error({ err: error }, "job queue"),
    tracing: jobTracing,
  });
  await resumeDatasets(systemContext(container, "worker"));
  if (env.isDemo) await queue.send("demo", {});
  const sayAlive = () =>
    beat(container.store.prisma, "worker", { pid: process.pid }).catch((error) =>
      log.error({ err: error }, "heartbeat not written"),
    );
  await sayAlive();
  const timer = setInterval(sayAlive, BEAT_MS);
  const watches = [watchOutbox(container, queue), watchMaterializations(container, queue)];
  const swept = tidyStore(container, stopping.signal);
  log.info({ jobs: Object.keys(handlers) }, "worker ready");
  onStop(GRACE_MS, async () => {
    clearInterval(timer);
    for (const stopWatching of watches) stopWatching();
    stopping.abort();
    await swept;
    await queue.stop(GRACE_MS - 2_000);
    await container.engine.close();
    await container.store.close();
  });
});

/** What killed writers left goes; a failure is told, and the next write does the same for its own group. */
async function tidyStore(container: Container, signal: AbortSignal): Promise<void> {
  try {
    await removeStaleUploads(container.env.dataDir, container.now());
    const swept = await sweepAfterCrash(systemContext(container, "worker"), signal);
    if (swept > 0) log.info({ swept }, "cleaned up behind killed writers");
  } catch (error) {
    if (!signal.aborted) log.error({ err: error }, "could not clean up behind killed writers");
  }
}
