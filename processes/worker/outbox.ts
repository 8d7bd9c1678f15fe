import type { JobHandler } from "@/lib/jobs/jobs";
import type { JobQueue } from "@/lib/jobs/queue";
import type { Notifier } from "@/lib/notify/notifier";
import type { Container } from "@/lib/server/container";
import { log } from "@/lib/server/log";
import { systemContext } from "@/lib/server/system-context";
import { deliverOutbox, type TryOutcome } from "@/lib/services/outbox/deliver";
import { isOutboxDue } from "@/lib/store/outbox";

const LOOK_MS = 1_000;

/** The job that delivers what is due. */
export function outboxHandler(container: Container, notifier: Notifier | null): JobHandler<"outbox"> {
  return async (_, { signal }) => {
    await deliverOutbox(systemContext(container, "outbox"), { notifier, signal, onTry: report });
  };
}

/** Queues that job whenever an event is due: one look each second, at an index. @returns what ends it. */
export function watchOutbox({ store, now }: Container, queue: JobQueue): () => void {
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      if (await store.read(null, (db) => isOutboxDue(db, now()))) await queue.send("outbox", {});
    } catch (error) {
      log.error({ err: error }, "outbox not looked at");
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}

function report({ outcome, ...fields }: TryOutcome): void {
  if (outcome === "delivered") log.info(fields, "outbox event delivered");
  else if (outcome === "failed") log.warn(fields, "outbox event not delivered, will be tried again");
  else log.error(fields, "outbox event given up");
}
