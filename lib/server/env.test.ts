import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readEnv } from "./env";

const dataDir = mkdtempSync(join(tmpdir(), "asof-env-"));
afterAll(() => rmSync(dataDir, { recursive: true }));

const minimal = { ASOF_DATA_DIR: dataDir, DATABASE_URL: "postgresql://u:p@localhost:5432/asof" };

test("documented defaults hold when only the database is named, and empty variables count as absent", () => {
  const env = readEnv({ ...minimal, PORT: "", ASOF_THREADS: "", REDIS_URL: "" });
  expect(env).toMatchObject({
    host: "127.0.0.1",
    port: 3000,
    servePort: 6566,
    publicUrl: "http://localhost:3000",
    redisUrl: null,
    threads: null,
    memoryLimit: null,
    isDemo: false,
    otlpEndpoint: null,
    dataRoots: [dataDir],
  });
});

test("a secret is generated once, kept, and readable by its owner only", () => {
  const { secret } = readEnv(minimal);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(readEnv(minimal).secret).toBe(secret);
  expect(readFileSync(join(dataDir, "secret"), "utf8").trim()).toBe(secret);
  expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
});

test("every wrong variable is named in one sentence", () => {
  const read = () => readEnv({ ...minimal, PORT: "99999", ASOF_SECRET: "short", DATABASE_URL: "mysql://x" });
  expect(read).toThrow(/PORT .*DATABASE_URL must be a postgresql.*ASOF_SECRET must have at least 32/);
});

test("without a database the sentence names DATABASE_URL", () => {
  expect(() => readEnv({ ASOF_DATA_DIR: dataDir })).toThrow("DATABASE_URL");
});

test("data roots are absolute, the data folder among them, and what is secret in it is private", () => {
  const env = readEnv({ ...minimal, ASOF_DATA_ROOTS: "/srv/a:relative" });
  expect(env.dataRoots).toEqual(["/srv/a", join(process.cwd(), "relative"), dataDir]);
  expect(env.privatePaths).toContain(join(dataDir, "secret"));
  expect(env.privatePaths).toContain(join(dataDir, "postgres-password"));
});
