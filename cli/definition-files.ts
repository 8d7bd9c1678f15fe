import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseAllDocuments } from "yaml";
import { CliFailure } from "./failure";

export interface LocalFile {
  /** Relative to the folder, with forward slashes. */
  path: string;
  text: string;
}

const FILE_BYTES_MAX = 1024 * 1024;

/** Every .yaml and .yml below a folder, by path; hidden folders and node_modules are left out, links not followed. */
export function readDefinitions(folder: string): LocalFile[] {
  const root = resolve(folder);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CliFailure(`${folder} is not a folder.`);
  }
  const files = listFiles(root).map((path) => ({
    path: relative(root, path).split(sep).join("/"),
    text: readText(path),
  }));
  if (files.length === 0) {
    throw new CliFailure(`${folder} holds no .yaml file. Run asof init ${folder} to begin.`);
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith(".") || entry.name === "node_modules" ? [] : listFiles(path);
    }
    return entry.isFile() && /\.ya?ml$/i.test(entry.name) && !entry.name.startsWith(".") ? [path] : [];
  });
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  if (bytes.length > FILE_BYTES_MAX) {
    throw new CliFailure(
      `${path} has ${bytes.length} bytes; a definition file has at most ${FILE_BYTES_MAX}.`,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CliFailure(`${path} is not UTF-8 text.`);
  }
}

/** @returns the project that the nearest asof.yaml, here or in a folder above, names; `null` without one. */
export function findProjectName(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, "asof.yaml");
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return projectNameIn(readFileSync(file, "utf8"));
    if (dirname(at) === at) return null;
  }
}

/** Forgiving: a file with mistakes elsewhere still says whose it is, and the server then names every mistake. */
function projectNameIn(text: string): string | null {
  const parsed = parseAllDocuments(text);
  const documents = Array.isArray(parsed) ? parsed : [];
  for (const document of documents) {
    if (document.get("kind") !== "project") continue;
    const name: unknown = document.get("name");
    if (typeof name === "string") return name;
  }
  return null;
}
