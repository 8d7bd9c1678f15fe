import type { JobHandlers } from "@/lib/jobs/jobs";
import type { Notifier } from "@/lib/notify/notifier";
import type { Container } from "@/lib/server/container";
import { buildDemo } from "./demo";
import { materializeHandler } from "./materialize";
import { outboxHandler } from "./outbox";

/** What the worker does for each kind of job. */
export function jobHandlers(container: Container, notifier: Notifier | null): JobHandlers {
  return {
    demo: () => buildDemo(container),
    outbox: outboxHandler(container, notifier),
    materialize: materializeHandler(container),
  };
}
