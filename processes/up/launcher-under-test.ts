import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "@/scripts/bundle.mjs";
import { bundleFolder, type Child, type ChildStart, startChild } from "../child-under-test";

/** The smallest web process: healthy as soon as it listens, and it says who it is. */
const WEB = `
import { createServer } from "node:http";
createServer((request, response) => response.end(JSON.stringify({ pid: process.pid, database: process.env.DATABASE_URL })))
  .listen(process.env.PORT, process.env.HOST);
console.log("plain words, token asof_0123456789ab_secretsecret");
process.on("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
`;
const WORKER = `
setInterval(() => undefined, 1000);
process.on("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
`;

/** The real launcher with stand-ins for web and worker, so that only the launcher itself is looked at. */
export async function bundleLauncher() {
  const folder = bundleFolder();
  const [up = ""] = await bundle(["processes/up.ts"], folder);
  writeFileSync(join(folder, "web.mjs"), WEB);
  writeFileSync(join(folder, "worker.mjs"), WORKER);
  const running = new Set<Child>();
  return {
    start(env: Record<string, string>, more: Omit<ChildStart, "env"> = {}): Child {
      const launcher = startChild(up, { args: ["--no-demo"], ...more, env });
      running.add(launcher);
      void launcher.exit.then(() => running.delete(launcher));
      return launcher;
    },
    async remove() {
      for (const launcher of running) {
        launcher.process.kill("SIGTERM");
        await launcher.exit;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
