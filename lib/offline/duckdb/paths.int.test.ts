import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import { checkUnchanged, pathProblem, type Readable, resolveFiles } from "./paths";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 20_000 : 1000;
const MANY = "a/".repeat(40);

let base = "";
let root = "";
let readable: Readable;

beforeAll(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), "asof-paths-")));
  root = path.join(base, "root");
  await mkdir(path.join(root, "data/deep/er"), { recursive: true });
  await mkdir(path.join(root, "private"));
  await mkdir(path.join(base, "outside"));
  for (const file of [
    "data/b.parquet",
    "data/a.parquet",
    "data/A.parquet",
    "data/a1.csv",
    "data/.hidden.parquet",
    "data/deep/c.parquet",
    "data/deep/er/d.parquet",
    "secret",
    "private/p.parquet",
    "we[i]rd.parquet",
  ]) {
    await writeFile(path.join(root, file), file);
  }
  await writeFile(path.join(base, "outside/x.parquet"), "x");
  await symlink(path.join(base, "outside/x.parquet"), path.join(root, "data/link-out.parquet"));
  await symlink(path.join(base, "outside"), path.join(root, "folder-out"));
  await symlink(path.join(root, "data/a.parquet"), path.join(root, "link-in.parquet"));
  await symlink(path.join(root, "nothing"), path.join(root, "broken.parquet"));
  readable = {
    roots: [path.join(base, "no-such-root"), root],
    privatePaths: [path.join(root, "secret"), path.join(root, "private")],
  };
});
afterAll(() => rm(base, { recursive: true, force: true }));

const names = async (text: string) =>
  (await resolveFiles(readable, text, "source.path")).map((file) => file.path);

async function refusal(text: string) {
  const error = await resolveFiles(readable, text, "source.path").then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected a refusal of ${text}`);
  return error;
}

describe("S8: paths of sources", () => {
  it.each([
    "",
    "/",
    "/etc/passwd",
    "//etc/passwd",
    "///",
    "/data/a.parquet",
    "..",
    "../outside/x.parquet",
    "../root/data/a.parquet",
    "data/../../outside/x.parquet",
    "data/../a.parquet",
    "data/..",
    "./data/a.parquet",
    "data/./a.parquet",
    ".",
    "data//a.parquet",
    "data/",
    "data/a.parquet/",
    "~",
    "~/x.parquet",
    "~root/x.parquet",
    "data\\a.parquet",
    "..\\outside\\x.parquet",
    "\\\\server\\share\\x.parquet",
    "C:\\x.parquet",
    "C:/x.parquet",
    "c:x.parquet",
    "file:///etc/passwd",
    "file:data/a.parquet",
    "http://example.org/x.parquet",
    "https://example.org/x.parquet",
    "s3://bucket/x.parquet",
    "gs://bucket/x",
    "hf://datasets/x",
    "data/a.parquet:stream",
    "data/a.parquet\0",
    "\0",
    "data/\0/a.parquet",
    "data/a.parquet\n",
    "data/a\r.parquet",
    "data/\ta.parquet",
    "data/\u007f.parquet",
    "data/\u001b[2J.parquet",
    "con",
    "CON",
    "con.parquet",
    "data/PRN",
    "data/aux.csv",
    "data/nul",
    "data/NUL.parquet",
    "COM1",
    "data/com9.csv",
    "lpt1.txt",
    "conin$",
    "data/a.parquet.",
    "data/a.parquet ",
    "data /a.parquet",
    "data./a.parquet",
    "... /a.parquet",
    "data/<a>.parquet",
    "data/a|b.parquet",
    'data/"a".parquet',
    "data/[ab].parquet",
    "data/{a,b}.parquet",
    "data/**a.parquet",
    "data/a**",
    "\ud800.parquet",
    "x".repeat(256),
    "x/".repeat(600),
    `${MANY}a.parquet`,
  ])("refuses to look at %j", async (text) => {
    expect(pathProblem(text)).not.toBeNull();
    const error = await refusal(text);
    expect(error.code).toBe("INVALID");
    expect(error.problems[0]?.path).toBe("source.path");
  });

  it.each([
    ["data/a.parquet", ["data/a.parquet"]],
    ["data/*.parquet", ["data/A.parquet", "data/a.parquet", "data/b.parquet"]],
    ["data/?.parquet", ["data/A.parquet", "data/a.parquet", "data/b.parquet"]],
    ["data/a*", ["data/a.parquet", "data/a1.csv"]],
    ["data/**/d.parquet", ["data/deep/er/d.parquet"]],
    ["data/deep/**", ["data/deep/c.parquet", "data/deep/er/d.parquet"]],
    ["*/deep/*.parquet", ["data/deep/c.parquet"]],
    ["link-in.parquet", ["link-in.parquet"]],
  ])("reads %j in the order of the paths", async (text, expected) => {
    // The link out of the root would be refused by name; a pattern that meets it is refused as well, so move it away.
    await rename(path.join(root, "data/link-out.parquet"), path.join(base, "moved"));
    try {
      expect(await names(text)).toEqual(expected);
    } finally {
      await rename(path.join(base, "moved"), path.join(root, "data/link-out.parquet"));
    }
  });

  it("refuses links that leave the root, whether their target exists or not, with the same words", async () => {
    const out = await refusal("data/link-out.parquet");
    const broken = await refusal("broken.parquet");
    expect(out.message.replace("data/link-out.parquet", "X")).toBe(
      broken.message.replace("broken.parquet", "X"),
    );
    expect((await refusal("data/*.parquet")).message).toContain("leads out of its root");
  });

  it("does not tell what lies behind a linked folder", async () => {
    expect((await refusal("folder-out/x.parquet")).message.replace("x.parquet", "")).toBe(
      (await refusal("folder-out/nope.parquet")).message.replace("nope.parquet", ""),
    );
    expect((await refusal("folder-out/*.parquet")).message).toContain("no file matches");
  });

  it.each(["secret", "private/p.parquet", "private/*", "**/p.parquet"])(
    "treats the private %j as absent",
    async (text) => {
      expect((await refusal(text)).message).toContain("no file matches");
    },
  );

  it("refuses a folder, and a name that the engine would read as a pattern", async () => {
    expect((await refusal("data")).message).toContain("no file matches");
    expect((await refusal("we?i?rd.parquet")).message).toContain("patterns use");
  });

  it("no text at all leads out of the root", async () => {
    const piece = fc.constantFrom(
      "data",
      "a.parquet",
      "..",
      ".",
      "/",
      "\\",
      "*",
      "?",
      "**",
      "folder-out",
      "x.parquet",
      "link-out.parquet",
      "private",
      "p.parquet",
      "secret",
      "~",
      "\0",
      ":",
      "%2e%2e",
      "．．",
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("/")),
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("")),
      fc.string(),
    );
    const property = fc.asyncProperty(text, async (spelling) => {
      const files = await resolveFiles(readable, spelling, "p").catch((error: unknown) => {
        if (error instanceof AppError && error.code === "INVALID") return [];
        throw error;
      });
      for (const file of files) {
        expect(await realpath(file.realPath)).toBe(file.realPath);
        expect(file.realPath.startsWith(`${root}/`)).toBe(true);
        expect(file.realPath).not.toMatch(/\/(secret|private)/);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 120_000);

  it("a file that is swapped for a link after it was checked is noticed", async () => {
    const target = path.join(root, "data/swap.parquet");
    await writeFile(target, "honest");
    const files = await resolveFiles(readable, "data/swap.parquet", "p");
    await checkUnchanged(files);
    await rm(target);
    await symlink(path.join(base, "outside/x.parquet"), target);
    await expect(checkUnchanged(files)).rejects.toThrow("was replaced or removed");
    await rm(target);
    await expect(checkUnchanged(files)).rejects.toThrow("was replaced or removed");
  });

  it("patterns with many stars take no time (S9)", async () => {
    await writeFile(path.join(root, "a".repeat(200)), "");
    const start = performance.now();
    await refusal(`${"a*".repeat(120)}b`);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
