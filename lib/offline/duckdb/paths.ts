import "server-only";
import { lstat, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { AppError, type FieldProblem, invalid } from "@/lib/core/errors";

/** A file that a call may read, as it was when the call was checked. */
export interface ResolvedFile {
  /** Relative to its root, with forward slashes: the only name that people see. */
  path: string;
  /** Canonical absolute path. */
  realPath: string;
  device: number;
  inode: number;
  bytes: number;
}

/** What sources may read. */
export interface Readable {
  /** Searched in order. */
  roots: readonly string[];
  /** Files and folders inside a root that no source may name: secrets, the database, work folders. */
  privatePaths: readonly string[];
}

const PATH_LENGTH_MAX = 1024;
const SEGMENT_LENGTH_MAX = 255;
const SEGMENTS_MAX = 32;
const FILES_MAX = 10_000;
/** Names that Windows takes for devices, with or without an extension. */
const DEVICE_PATTERN = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const FORBIDDEN_PATTERN = /[\u0000-\u001f\u007f\\:"<>|]/;
/** Characters that DuckDB would read as a pattern again. */
const ENGINE_PATTERN = /[*?[\]{}]/;

/**
 * What is wrong with the spelling of a source's path, before any file is looked at (S8).
 *
 * @returns a short sentence, or `null` for a relative path or glob (`*`, `?` within a segment, `**` for any folders)
 *   that stays below its root as written.
 */
export function pathProblem(text: string): string | null {
  if (text === "") return "is empty";
  if (text.length > PATH_LENGTH_MAX) return `is longer than ${PATH_LENGTH_MAX} characters`;
  if (!text.isWellFormed() || FORBIDDEN_PATTERN.test(text)) {
    return 'holds a character that paths of sources may not have (control characters, \\ : " < > |)';
  }
  if (text.startsWith("/")) return "is absolute; write it relative to a configured root";
  if (text.startsWith("~")) return "starts with ~; write it relative to a configured root";
  const segments = text.split("/");
  if (segments.length > SEGMENTS_MAX) return `has more than ${SEGMENTS_MAX} parts`;
  for (const segment of segments) {
    if (segment === "") return "has an empty part";
    if (segment === "." || segment === "..") return `holds the part ${segment}`;
    if (segment.length > SEGMENT_LENGTH_MAX) return `has a part longer than ${SEGMENT_LENGTH_MAX} characters`;
    if (/[. ]$/.test(segment)) return "has a part that ends with a dot or a space";
    if (DEVICE_PATTERN.test(segment)) return `names the device ${segment}`;
    if (/[[\]{}]/.test(segment)) return "holds brackets; patterns know * and ? only";
    if (segment.includes("**") && segment !== "**") return "has ** beside other characters";
  }
  return null;
}

/**
 * The files that a path or glob names under the first root that has any, sorted by path (bytewise), which is their
 * reading order. Links are followed only to files inside the same root.
 *
 * @param field the problem's path when the spelling is wrong or nothing matches.
 * @throws AppError INVALID; never says whether something exists outside the roots.
 */
export async function resolveFiles(readable: Readable, text: string, field: string): Promise<ResolvedFile[]> {
  const problem = pathProblem(text);
  if (problem) throw invalid([{ path: field, message: `the path ${show(text)} ${problem}` }]);
  const hidden = await Promise.all(readable.privatePaths.map((name) => realpath(name).catch(() => name)));
  for (const root of readable.roots) {
    const realRoot = await realpath(root).catch(() => null);
    if (realRoot === null) continue;
    const found = await expand(realRoot, text.split("/"));
    const files = await Promise.all(found.map((relative) => inspect(realRoot, relative, field)));
    const visible = files.filter(
      (file) => !hidden.some((name) => file.realPath === name || isBelow(name, file.realPath)),
    );
    if (visible.length > 0)
      return visible.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  }
  throw invalid([{ path: field, message: `no file matches ${show(text)} under the configured roots` }]);
}

/**
 * Checks that files are still the ones that were resolved, before and after they have been read: between the two a
 * file could have been swapped for a link.
 *
 * @throws AppError INVALID naming the file.
 */
export async function checkUnchanged(files: readonly ResolvedFile[]): Promise<void> {
  const problems: FieldProblem[] = [];
  for (const file of files) {
    const real = await realpath(file.realPath).catch(() => null);
    const now = real === file.realPath ? await lstat(real).catch(() => null) : null;
    if (!now?.isFile() || now.dev !== file.device || now.ino !== file.inode) {
      problems.push({
        path: file.path,
        file: file.path,
        message: "was replaced or removed while it was read",
      });
    }
  }
  if (problems.length > 0) throw invalid(problems);
}

/** Relative paths below the root that the segments match. Literal segments are not checked against the disk twice. */
async function expand(realRoot: string, segments: readonly string[]): Promise<string[]> {
  let found = [""];
  for (const [i, segment] of segments.entries()) {
    const isLast = i === segments.length - 1;
    const next = new Set<string>();
    for (const folder of found) {
      for (const match of await matchesIn(realRoot, folder, segment, isLast)) next.add(match);
      if (next.size > FILES_MAX)
        throw new AppError("LIMIT", `The path matches more than ${FILES_MAX} files.`);
    }
    found = [...next];
  }
  return found;
}

async function matchesIn(
  realRoot: string,
  folder: string,
  segment: string,
  isLast: boolean,
): Promise<string[]> {
  const absolute = await realpath(path.join(realRoot, folder)).catch(() => null);
  if (absolute === null || (absolute !== realRoot && !isBelow(realRoot, absolute))) return [];
  if (segment === "**") {
    const folders = await foldersBelow(realRoot, folder);
    if (!isLast) return folders;
    const files = await Promise.all(folders.map((below) => matchesIn(realRoot, below, "*", true)));
    return files.flat();
  }
  if (!/[*?]/.test(segment)) {
    const relative = join(folder, segment);
    const stat = await lstat(path.join(realRoot, relative)).catch(() => null);
    return stat && (isLast ? !stat.isDirectory() : true) ? [relative] : [];
  }
  const entries = await readdir(absolute, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(
      (entry) =>
        !(isLast && entry.isDirectory()) && !entry.name.startsWith(".") && matches(entry.name, segment),
    )
    .map((entry) => join(folder, entry.name));
}

/** The folder itself and all real folders below it; links to folders are not followed, so there are no cycles. */
async function foldersBelow(realRoot: string, folder: string): Promise<string[]> {
  const all = [folder];
  for (const current of all) {
    if (all.length > FILES_MAX || current.split("/").length > SEGMENTS_MAX) break;
    const entries = await readdir(path.join(realRoot, current), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && !entry.name.startsWith(".")) all.push(join(current, entry.name));
    }
  }
  return all;
}

/** `*` and `?` against one name, without a regular expression: linear in name × stars (S9). */
function matches(name: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  let p = 0;
  while (at < name.length) {
    if (pattern[p] === "?" || (pattern[p] !== "*" && pattern[p] === name[at])) {
      at++;
      p++;
    } else if (pattern[p] === "*") {
      star = p++;
      retry = at;
    } else if (star >= 0) {
      p = star + 1;
      at = ++retry;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

async function inspect(realRoot: string, relative: string, field: string): Promise<ResolvedFile> {
  const refuse = (message: string) =>
    invalid([{ path: field, file: relative, message: `${show(relative)} ${message}` }]);
  const realPath = await realpath(path.join(realRoot, relative)).catch(() => null);
  // One message for both: whether the target of a link out of the root exists is nobody's business.
  if (realPath === null || !isBelow(realRoot, realPath))
    throw refuse("is a link that leads out of its root, or nowhere");
  const stat = await lstat(realPath);
  if (!stat.isFile()) throw refuse("is not a regular file");
  if (ENGINE_PATTERN.test(realPath))
    throw refuse("has a character in its name or folder that patterns use (* ? [ ] { })");
  return { path: relative, realPath, device: stat.dev, inode: stat.ino, bytes: stat.size };
}

function isBelow(root: string, candidate: string): boolean {
  const relative = path.relative(root, candidate);
  return (
    relative !== "" &&
    relative !== ".." &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function show(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
