import { spawn } from "node:child_process";
import { ensureBuilt } from "./build.mjs";
import { bundleProcesses } from "./bundle.mjs";
import { ensureGenerated } from "./generate.mjs";
import { ensureInstalled } from "./install.mjs";
import { childEnv, localNode, main, requireNode, root } from "./terminal.mjs";

requireNode(20);

await main(async () => {
  const args = process.argv.slice(2);
  await ensureInstalled();
  if (args.includes("--dev")) {
    await ensureGenerated();
    await bundleProcesses();
  } else {
    await ensureBuilt();
  }
  launch(args);
});

// The launcher stops when the channel to us closes, so that ending this process in any way ends everything.
function launch(args) {
  const launcher = spawn(localNode, ["--enable-source-maps", `${root}/dist/up.mjs`, ...args], {
    cwd: root,
    env: childEnv(),
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => launcher.kill("SIGTERM"));
  launcher.once("exit", (code) => process.exit(code ?? 1));
}
