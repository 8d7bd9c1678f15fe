import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../terminal.mjs";

const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense",
]);

/** Licences with duties beyond naming the author, each for packages that are used as they come. */
const EXCEPTIONS = [
  [/^caniuse-lite$/, "CC-BY-4.0"],
  [/^elkjs$/, "EPL-2.0"],
  [/^elkjs$/, "EPL-2.0 OR GPL-3.0-or-later"],
  [/^geist$/, "SIL OPEN FONT LICENSE"],
  [/^lightningcss/, "MPL-2.0"],
  // Its LICENSE file is MIT's text; only package.json forgets to say so.
  [/^seq-queue$/, undefined],
  [/^@img\/sharp-libvips-/, "LGPL-3.0-or-later"],
  [/^@img\/sharp-/, "Apache-2.0 AND LGPL-3.0-or-later"],
  [/^@img\/sharp-wasm32$/, "Apache-2.0 AND LGPL-3.0-or-later AND MIT"],
];

/** Returns a problem for each installed production package whose licence is not on the list. */
export function checkLicences() {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== "" && !dev && existsSync(join(root, path, "package.json")))
    .map(([path]) => JSON.parse(readFileSync(join(root, path, "package.json"), "utf8")))
    .filter(({ name, license }) => !isAllowed(license) && !isException(name, license))
    .map(({ name, version, license }) => `${name}@${version} has the licence ${JSON.stringify(license)}.`);
}

const isException = (name, license) =>
  EXCEPTIONS.some(([pattern, expected]) => pattern.test(name) && license === expected);

/** Whether an SPDX expression leaves a choice of allowed licences only. */
export function isAllowed(expression) {
  if (typeof expression !== "string") return false;
  return expression
    .replace(/^\((.*)\)$/, "$1")
    .split(/ or /i)
    .some((choice) =>
      choice.split(/ and /i).every((licence) => ALLOWED.has(licence.replace(/^\(|\)$/g, ""))),
    );
}
