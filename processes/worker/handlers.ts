import type { JobHandlers } from "@/lib/jobs/jobs";
import type { Notifier } from "@/lib/notify/notifier";
import type { Container } from "@/lib/server/container";
import { systemContext } from "@/lib/server/system-context";
import { runDatasetBuild } from "@/lib/services/datasets/run-build";
import { runDatasetCheck } from "@/lib/services/datasets/run-check";
import { buildDemo } from "./demo";
import { materializeHandler } from "./materialize";
import { outboxHandler } from "./outbox";

/** What the worker does for each kind of job. `stopping` fires when it is told to stop, before the queue waits for jobs. */
export function jobHandlers(
  container: Container,
  notifier: Notifier | null,
  stopping: AbortSignal,
): JobHandlers {
  const system = () => systemContext(container, "dataset builder");
  return {
    demo: () => buildDemo(container),
    outbox: outboxHandler(container, notifier),
    materialize: materializeHandler(container, stopping),
    dataset: ({ id }, { signal }) => runDatasetBuild(system(), { id, signal }),
    dataset_check: ({ id }, { signal }) => runDatasetCheck(system(), { id, signal }),
  };
}
