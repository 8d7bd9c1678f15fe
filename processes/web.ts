import { subscribe } from "node:diagnostics_channel";
import { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { nextStart } from "next/dist/cli/next-start.js";
import { beginStopping } from "@/lib/server/lifecycle";
import { boot, onStop } from "./boot";
import { root } from "./root";

const GRACE_MS = 10_000;
// Long enough for a load balancer that asks every half second to hear that we are leaving.
const UNREADY_MS = 1_000;

await boot("web", async ({ host, port }) => {
  // Pages read documentation of the checkout, wherever this process was started.
  process.chdir(root);
  await nextStart({ hostname: host, port }, root);
  const closeServer = takeOver("SIGTERM");
  takeOver("SIGINT");
  onStop(GRACE_MS, async () => {
    beginStopping();
    await delay(UNREADY_MS);
    endConnectionsAfterTheirAnswers();
    await closeServer();
  });
});

/**
 * Next would close its port at the signal, and end the process after its last answer. Its own handler now runs when we
 * say so; what it returns resolves after that last answer, so that whatever else has to be sent can follow.
 */
function takeOver(signal: "SIGTERM" | "SIGINT"): () => Promise<void> {
  const listeners = process.listeners(signal);
  process.removeAllListeners(signal);
  return () =>
    new Promise((resolve) => {
      const { exit } = process;
      // Safe although it returns: Next does nothing after it.
      process.exit = (() => {
        process.exit = exit;
        resolve();
      }) as typeof process.exit;
      for (const listener of listeners) listener(signal);
    });
}

/** A closed server still waits for connections that are kept alive after the answer they were open for. */
function endConnectionsAfterTheirAnswers(): void {
  subscribe("http.server.response.finish", (message) => {
    if (!(message instanceof Object && "server" in message && message.server instanceof Server)) return;
    const { server } = message;
    // Only after this event does the connection count as idle.
    setImmediate(() => server.closeIdleConnections());
  });
}
