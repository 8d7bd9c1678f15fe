import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from "dependency-cruiser";
import { afterEach, expect, test } from "vitest";

const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as {
  forbidden: NonNullable<IFlattenedRuleSet["forbidden"]>;
  options: ICruiseOptions;
};

type Files = Record<string, string>;

const imports = (from: string, ...targets: string[]): Files => ({
  [from]: targets.map((target) => `import "${target}";`).join("\n"),
});
const room = (name: string, target: string): Files => ({
  ...imports(`lib/${name}/bad.ts`, `../../${target}`),
  [`${target}.ts`]: "export {};",
});
const packageIn = (folder: string, name: string): Files => ({
  ...imports(`${folder}/bad.ts`, name),
  [`node_modules/${name}/index.js`]: "module.exports = {};",
  [`node_modules/${name}/package.json`]: `{"name":"${name}","main":"index.js"}`,
});

/** For each rule one import that it must refuse. */
const FORBIDDEN: Record<string, Files> = {
  "room-core": room("core", "lib/contracts/search"),
  "room-contracts": room("contracts", "lib/services/context"),
  "room-services": room("services", "lib/offline/duckdb/pool"),
  "room-store": room("store", "lib/services/context"),
  "room-offline": room("offline", "lib/store/client"),
  "room-online": room("online", "lib/store/client"),
  "room-interop": room("interop", "lib/store/client"),
  "room-notify": room("notify", "lib/contracts/search"),
  "room-jobs": room("jobs", "lib/store/client"),
  "room-server": room("server", "components/table"),
  "room-format": room("format", "lib/contracts/search"),
  "room-components": {
    ...imports("components/bad.tsx", "../lib/server/auth"),
    "lib/server/auth.ts": "export {};",
  },
  "room-app": { ...imports("app/bad.tsx", "../lib/store/client"), "lib/store/client.ts": "export {};" },
  "room-cli": {
    ...imports("cli/bad.ts", "../lib/services/context"),
    "lib/services/context.ts": "export {};",
  },
  "room-processes": { ...imports("processes/bad.ts", "../app/page"), "app/page.tsx": "export {};" },
  "packages-core": packageIn("lib/core", "zod"),
  "packages-contracts": packageIn("lib/contracts", "yaml"),
  "packages-services": packageIn("lib/services", "next"),
  "packages-store": packageIn("lib/store", "next"),
  "packages-offline": packageIn("lib/offline", "zod"),
  "packages-online": packageIn("lib/online", "zod"),
  "packages-interop": packageIn("lib/interop", "zod"),
  "packages-notify": packageIn("lib/notify", "zod"),
  "packages-jobs": packageIn("lib/jobs", "redis"),
  "packages-server": packageIn("lib/server", "commander"),
  "packages-format": packageIn("lib/format", "date-fns"),
  "packages-components": packageIn("components", "better-auth"),
  "packages-app": packageIn("app", "yaml"),
  "packages-cli": packageIn("cli", "next"),
  "packages-processes": packageIn("processes", "react"),
  "no-node-in-pure-rooms": imports("lib/core/bad.ts", "node:fs"),
  "duckdb-only-in-its-folder": packageIn("bench", "@duckdb/node-api"),
  "duckdb-only-in-engine-children": {
    ...imports("processes/web.ts", "../lib/server/container"),
    ...imports("lib/server/container.ts", "../offline/duckdb/pool"),
    ...imports("lib/offline/duckdb/pool.ts", "./sandbox"),
    ...packageIn("lib/offline/duckdb", "@duckdb/node-api"),
    ...imports("lib/offline/duckdb/sandbox.ts", "@duckdb/node-api"),
  },
  "prisma-only-in-store": packageIn("lib/services", "@prisma/client"),
  "nodemailer-only-in-notify": packageIn("lib/server", "nodemailer"),
  "pg-boss-only-in-jobs": packageIn("lib/server", "pg-boss"),
  "tests-only-from-tests": {
    ...imports("lib/core/bad.ts", "./diff.test"),
    "lib/core/diff.test.ts": "export {};",
  },
  "no-cycles": { ...imports("lib/core/a.ts", "./b"), ...imports("lib/core/b.ts", "./a") },
  "no-orphans": { "lib/core/alone.ts": "export {};" },
  "not-resolvable": imports("lib/core/bad.ts", "./nowhere"),
};

let folder = "";
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function violations(files: Files): Promise<string[]> {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "asof-boundaries-")));
  for (const [path, text] of Object.entries({ "package.json": "{}", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { tsConfig: _, ...rest } = options;
  const roots = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? ""))];
  const { output } = await cruise(
    roots.filter((root) => root !== "node_modules"),
    { ...rest, baseDir: folder, validate: true, ruleSet: { forbidden, options } } as ICruiseOptions,
  );
  return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
}

test("every boundary rule has a forbidden import here", () => {
  expect(Object.keys(FORBIDDEN).toSorted()).toEqual(forbidden.map(({ name }) => name ?? "").toSorted());
});

test.each(Object.entries(FORBIDDEN))("rule %s refuses its forbidden import", async (rule, files) => {
  expect(await violations(files)).toContain(rule);
});

test("imports along the arrows are accepted", async () => {
  const files: Files = {
    ...imports("app/page.tsx", "../lib/server/context", "../lib/services/list", "../components/list"),
    ...imports("components/list.tsx", "../lib/core/order", "../lib/format/date"),
    ...imports("lib/format/date.ts", "../core/order"),
    ...imports("lib/server/context.ts", "../services/list"),
    ...imports("lib/services/list.ts", "../core/order", "../store/client", "../offline/engine"),
    ...imports("lib/store/client.ts", "../core/order"),
    ...imports("lib/offline/engine.ts", "../core/order"),
    "lib/core/order.ts": "export {};",
  };
  expect(await violations(files)).toEqual([]);
});
