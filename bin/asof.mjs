#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const [client, node] = [path("../dist/asof.mjs"), path("../node_modules/.bin/node")];

if (!existsSync(client)) {
  console.error("The command is not built yet; run `npm run build` (or `npm start`) in the checkout first.");
  process.exit(2);
}
const { status } = spawnSync(existsSync(node) ? node : process.execPath, [client, ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exit(status ?? 2);
