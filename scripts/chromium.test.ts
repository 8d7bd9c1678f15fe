import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const here = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));

/** Looks for the browser as `npm test` does, in a process of its own. */
function findChromium(env: Record<string, string>, systems = "undefined") {
  const script = `
    import { findChromium } from ${here("./chromium.mjs")};
    import { main } from ${here("./terminal.mjs")};
    await main(async () => console.log(await findChromium(${systems})));`;
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const args = ["--input-type=module", "--eval", script];
    const child = execFile(
      process.execPath,
      args,
      { env: { NODE_ENV: "test", ...env } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe("the browser of the browser tests", () => {
  test("CHROMIUM_PATH that names nothing ends in one sentence that says so", async () => {
    expect(await findChromium({ CHROMIUM_PATH: "/nowhere/chromium" })).toEqual({
      code: 1,
      stdout: "",
      stderr: "CHROMIUM_PATH names /nowhere/chromium, which does not exist; correct or unset it.\n",
    });
  });

  test("none at all ends in one sentence that says how to get one", async () => {
    const { code, stderr } = await findChromium({ PLAYWRIGHT_BROWSERS_PATH: "/nowhere" }, '"/nowhere"');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^No Chromium was found .*apt-get install chromium.* CHROMIUM_PATH .*\n$/);
  });

  test("CHROMIUM_PATH comes first", async () => {
    const given = { CHROMIUM_PATH: process.execPath };
    expect(await findChromium(given)).toEqual({ code: 0, stdout: `${process.execPath}\n`, stderr: "" });
  });
});
