import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./terminal.mjs";

const IGNORED = /(^|\/)(node_modules|\.next|\.git)(\/|$)|\.(test|int\.test|spec)\.tsx?$/;

/** A digest over the content and the names of files and folders of the checkout; missing ones count as empty. */
export function digestOf(paths, extra = "") {
  const hash = createHash("sha256").update(extra);
  for (const path of paths.flatMap(filesIn)) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

function filesIn(path) {
  if (IGNORED.test(path) || !existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(`${path}/${name}`));
}

/** A file that remembers the digest that something was made from. */
export function stamp(path) {
  const file = join(root, path);
  return {
    matches: (digest) => existsSync(file) && readFileSync(file, "utf8") === digest,
    write(digest) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, digest);
    },
  };
}
