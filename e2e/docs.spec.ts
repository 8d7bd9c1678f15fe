import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "./fixtures";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");

/** What these two do is what the whole suite is about. */
const NOT_HERE = ["npm start", "npm test"];

/** The commands of a page: every line of its `sh` blocks, in order. */
async function commandsOf(page: string): Promise<string[]> {
  const text = await readFile(join(root, page), "utf8");
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !NOT_HERE.includes(line));
}

async function pagesWithCommands(): Promise<string[]> {
  const docs = (await readdir(join(root, "docs"), { recursive: true })).filter((name) =>
    name.endsWith(".md"),
  );
  return ["README.md", "CONTRIBUTING.md", ...docs.map((name) => join("docs", name))];
}

test("R26: every command in the docs runs as printed, one page after another", async () => {
  test.setTimeout(120_000);
  const ran: string[] = [];
  for (const page of await pagesWithCommands()) {
    const commands = await commandsOf(page);
    if (commands.length === 0) continue;
    const folder = await mkdtemp(join(tmpdir(), "asof-docs-"));
    for (const name of ["package.json", "node_modules", "bin", "dist"])
      await symlink(join(root, name), join(folder, name));
    await symlink(process.env.ASOF_E2E_FOLDER ?? "", join(folder, ".asof"));
    const script = ["set -e", ...commands].join("\n");
    await run("bash", ["-c", script], {
      cwd: folder,
      env: { ...process.env, ASOF_URL: process.env.ASOF_E2E_URL, NO_COLOR: "1" },
    });
    ran.push(...commands);
    await rm(folder, { recursive: true, force: true });
  }
  expect(ran.length).toBeGreaterThan(5);
});
