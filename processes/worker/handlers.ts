import type { JobHandlers } from "@/lib/jobs/jobs";
import type { Container } from "@/lib/server/container";
import { systemContext } from "@/lib/server/system-context";
import { runDatasetBuild } from "@/lib/services/datasets/run-build";
import { runDatasetCheck } from "@/lib/services/datasets/run-check";
import { buildDemo } from "./demo";

/** What the worker does for each kind of job. */
export function jobHandlers(container: Container): JobHandlers {
  const system = () => systemContext(container, "dataset builder");
  return {
    demo: () => buildDemo(container),
    dataset: ({ id }, { signal }) => runDatasetBuild(system(), { id, signal }),
    dataset_check: ({ id }, { signal }) => runDatasetCheck(system(), { id, signal }),
  };
}
