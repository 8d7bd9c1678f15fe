import { existsSync } from "node:fs";
import { Sentence } from "./terminal.mjs";

/** The browser for the browser tests: CHROMIUM_PATH, else the system's, else Playwright's own. */
export async function findChromium(systems = "/usr/bin/chromium") {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given))
    throw new Sentence(`CHROMIUM_PATH names ${given}, which does not exist; correct or unset it.`);
  const { chromium } = await import("@playwright/test");
  const found = [given, systems, chromium.executablePath()].find((path) => path && existsSync(path));
  if (found) return found;
  throw new Sentence(
    "No Chromium was found for the browser tests; install it (apt-get install chromium) or set CHROMIUM_PATH to one.",
  );
}
