import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

const SYSTEM_CHROMIUM = "/usr/bin/chromium";
const executablePath =
  process.env.CHROMIUM_PATH ?? (existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined);

const isRoot = process.getuid?.() === 0;
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
const launchOptions = {
  ...(executablePath ? { executablePath } : {}),
  args: isRoot ? ["--no-sandbox", ...quiet] : quiet,
};

const wide = { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 }, launchOptions };
const phone = { ...devices["Pixel 7"], launchOptions };

/** The built product with the demo project, started once by e2e/start.ts; specs sign in as demo people. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  globalSetup: "./e2e/start.ts",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: { baseURL: process.env.ASOF_E2E_URL, trace: "on-first-retry", timezoneId: "UTC", locale: "en-GB" },
  projects: [
    { name: "wide", testIgnore: "phone.spec.ts", use: wide },
    { name: "phone", testMatch: ["layers.spec.ts", "phone.spec.ts"], use: phone },
  ],
});
