import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { root } from "../terminal.mjs";
import { checkoutFiles } from "./files.mjs";

const LINK = /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;
const CODE = /`([^`\n]+)`/g;
const PATH =
  /^(?:app|bench|bin|cli|components|docs|e2e|lib|prisma|processes|public|scripts|\.ci)\/[\w.@()[\]/-]*[\w)\]/]$/;

/** Returns a problem for each file or folder that a document names and that does not exist. */
export function checkDocPaths() {
  return checkoutFiles()
    .filter((path) => path.endsWith(".md"))
    .flatMap((document) => {
      const text = readFileSync(join(root, document), "utf8").replace(/^```[\s\S]*?^```/gm, "");
      return citedPaths(text, document)
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${document} names ${path}, which does not exist.`);
    });
}

/** The paths a document names, from the root of the checkout: link targets, and paths set as code. */
export function citedPaths(text, document) {
  const links = [...text.matchAll(LINK)]
    .map(([, target]) => decodeURI(target.replace(/[#?].*$/, "")))
    .filter((target) => target && !/^([a-z][a-z0-9+.-]*:|\/)/i.test(target))
    .map((target) => normalize(join(dirname(document), target)));
  const codes = [...text.matchAll(CODE)]
    .map(([, code]) => code.replace(/:\d+$/, ""))
    .filter((code) => PATH.test(code));
  return [...new Set([...links, ...codes])];
}
