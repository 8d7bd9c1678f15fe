import type { JobHandlers } from "@/lib/jobs/jobs";
import type { Container } from "@/lib/server/container";
import { buildDemo } from "./demo";

/** What the worker does for each kind of job. */
export function jobHandlers(container: Container): JobHandlers {
  return { demo: () => buildDemo(container) };
}
