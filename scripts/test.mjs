import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { checkDocPaths } from "./checks/doc-paths.mjs";
import { checkLicences } from "./checks/licences.mjs";
import { checkSizes } from "./checks/sizes.mjs";
import { findChromium } from "./chromium.mjs";
import { ensureGenerated } from "./generate.mjs";
import { ensureInstalled } from "./install.mjs";
import { childEnv, localNode, main, requireNode, root, run, Sentence } from "./terminal.mjs";

requireNode(20);

const isLong = process.argv.includes("--long");
const isVerify = process.argv.includes("--verify");
/** Left to itself Vitest keeps a core free, which on two cores is half of them; kills by the hundred want that core. */
const WORKERS = Math.max(2, availableParallelism() - 1);
const reports = mkdtempSync(join(tmpdir(), "asof-reports-"));

const program = (path) => join(root, "node_modules", path);
const env = (extra = {}) => childEnv({ NODE_ENV: "test", ASOF_TEST_LONG: isLong ? "1" : "", ...extra });

const SOURCE_FOLDERS = ["app", "bench", "cli", "components", "e2e", "lib", "prisma", "processes", "scripts"];

/** Every step answers with its counts; a step that throws is one failure. */
const STATIC = {
  "Format and lint (Biome)": () =>
    check(program("@biomejs/biome/bin/biome"), ["check", "--error-on-warnings", "."]),
  "Types (tsc)": () => check(program("typescript/bin/tsc"), ["--noEmit", "-p", "tsconfig.json"]),
  "Types of lib/core, without DOM and Node (tsc)": () =>
    check(program("typescript/bin/tsc"), ["--noEmit", "-p", "lib/core/tsconfig.json"]),
  "Boundaries (dependency-cruiser)": () =>
    check(program("dependency-cruiser/bin/dependency-cruiser.mjs"), [
      "--config",
      ".dependency-cruiser.cjs",
      ...SOURCE_FOLDERS.filter((folder) => existsSync(join(root, folder))),
      "proxy.ts",
      "instrumentation.ts",
      "next.config.ts",
    ]),
  "Unused code (knip)": () => check(program("knip/bin/knip.js"), []),
  "File sizes": () => list(checkSizes()),
  "Paths named in documents": () => list(checkDocPaths()),
  "Licences of production packages": () => list(checkLicences()),
};
const UNIT = { "Unit tests (Vitest)": () => vitest("unit") };
const BUILD = {
  "Build of processes and pages (esbuild, Next)": async () => {
    await ensureBuilt({ show: true });
    return { passed: 1 };
  },
};
const INTEGRATION = { "Integration tests (Vitest)": () => vitest("integration") };
const BROWSER = { "Browser tests (Playwright)": playwright };

await main(async () => {
  await ensureInstalled();
  await ensureGenerated();
  const steps = isLong
    ? { ...UNIT, ...BUILD, ...INTEGRATION }
    : { ...STATIC, ...UNIT, ...(isVerify ? {} : { ...BUILD, ...INTEGRATION, ...BROWSER }) };
  const results = [];
  for (const [name, step] of Object.entries(steps)) results.push(await runStep(name, step));
  rmSync(reports, { recursive: true, force: true });
  finish(results);
});

async function runStep(name, step) {
  console.log(`\n── ${name}`);
  const startedMs = Date.now();
  let counts;
  try {
    counts = await step();
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error);
    counts = { failed: 1 };
  }
  return { name, seconds: (Date.now() - startedMs) / 1000, passed: 0, failed: 0, skipped: 0, ...counts };
}

function finish(results) {
  console.log("\n── Summary");
  for (const { name, seconds, passed, failed, skipped } of results) {
    const mark = failed > 0 ? "FAILED" : "ok";
    const counts = `${passed} good, ${failed} bad${skipped ? `, ${skipped} left out` : ""}`;
    console.log(`${mark.padEnd(6)}  ${name}: ${counts} (${seconds.toFixed(1)} s)`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const total = { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
  // .ci/run adds up several runs and prints the one closing line itself.
  if (process.env.ASOF_TEST_RESULT) writeFileSync(process.env.ASOF_TEST_RESULT, JSON.stringify(total));
  else console.log(closingLine(total));
  process.exitCode = total.failed > 0 ? 1 : 0;
}

function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

async function check(file, args) {
  const { code } = await run(localNode, [file, ...args], { env: env() });
  return code === 0 ? { passed: 1 } : { failed: 1 };
}

function list(problems) {
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? { passed: 1 } : { failed: 1 };
}

async function vitest(project) {
  const report = join(reports, `${project}.json`);
  const args = [
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...(isLong ? [] : [`--maxWorkers=${WORKERS}`]),
  ];
  const { code } = await run(localNode, [program("vitest/vitest.mjs"), ...args], { env: env() });
  const found = read(report);
  if (!found) return crashed("Vitest");
  const counts = {
    passed: found.numPassedTests,
    failed: found.numFailedTests,
    skipped: found.numPendingTests + found.numTodoTests,
  };
  return atLeastOneFailure(counts, code);
}

async function playwright() {
  if (!existsSync(join(root, "playwright.config.ts"))) throw new Sentence("playwright.config.ts is missing.");
  const chromium = await findChromium();
  const report = join(reports, "browser.json");
  const { code } = await run(
    localNode,
    [program("@playwright/test/cli.js"), "test", "--reporter=list,json"],
    {
      env: env({ NODE_ENV: "production", CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report }),
    },
  );
  const found = read(report);
  if (!found) return crashed("Playwright");
  const { expected, unexpected, flaky, skipped } = found.stats;
  return atLeastOneFailure({ passed: expected + flaky, failed: unexpected, skipped }, code);
}

// A runner may fail beside its tests (a file that does not load, an unhandled rejection), or run none at all.
function atLeastOneFailure(counts, code) {
  const isSilent = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return isSilent ? { ...counts, failed: 1 } : counts;
}

function crashed(runner) {
  console.error(`${runner} ended without a report.`);
  return { failed: 1 };
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return null;
  }
}
