import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./terminal.mjs";

const OS = /(?:^|[-/])(android|darwin|freebsd|linux|openharmony|win32|wasm32)(?=-|$)/;
const CPU = /-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)(?=-|$)/;

/**
 * The entries that a lock file lacks for optional packages of other platforms. npm leaves them out when its registry
 * does not carry them, and then `npm ci` refuses the file on every machine. They hold what the parent says: the
 * version; and what the name says: the platform, so that npm skips them elsewhere.
 */
export function missingEntries({ packages }) {
  const missing = {};
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!resolves(packages, path, name)) missing[`node_modules/${name}`] = entry(name, version);
    }
  }
  return missing;
}

function resolves(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
    if (packages[`${folder}${folder && "/"}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

function entry(name, version) {
  const os = OS.exec(name)?.[1];
  const cpu = os === "wasm32" ? "wasm32" : CPU.exec(name)?.[1];
  if (!os || !cpu || !/^\d/.test(version)) throw new Error(`${name}@${version}: for which platform is that?`);
  const libc = os === "linux" && (/musl/.test(name) ? "musl" : /gnu/.test(name) ? "glibc" : undefined);
  return {
    version,
    cpu: [cpu],
    ...(libc ? { libc: [libc] } : {}),
    optional: true,
    ...(os === "wasm32" ? {} : { os: [os] }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const path = join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(path, "utf8"));
  const missing = missingEntries(lock);
  const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) =>
    a.localeCompare(b, "en"),
  );
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} entries added to package-lock.json`);
}
