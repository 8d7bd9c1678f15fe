import { setTimeout as delay } from "node:timers/promises";
import { nextStart } from "next/dist/cli/next-start.js";
import { beginStopping } from "@/lib/server/lifecycle";
import { boot, onStop } from "./boot";
import { root } from "./root";

const GRACE_MS = 10_000;
// Long enough for a load balancer that asks every half second to hear that we are leaving.
const UNREADY_MS = 1_000;

await boot("web", async ({ host, port }) => {
  await nextStart({ hostname: host, port }, root);
  const closeServer = takeOver("SIGTERM");
  takeOver("SIGINT");
  onStop(GRACE_MS, async () => {
    beginStopping();
    await delay(UNREADY_MS);
    await closeServer();
  });
});

/** Next would close its port at the signal; its own handler now runs when we say so, and ends the process. */
function takeOver(signal: "SIGTERM" | "SIGINT"): () => Promise<void> {
  const listeners = process.listeners(signal);
  process.removeAllListeners(signal);
  return () => {
    process.once("exit", () => {
      process.exitCode = 0;
    });
    for (const listener of listeners) listener(signal);
    return new Promise(() => undefined);
  };
}
