import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterEach, expect, inject, test } from "vitest";
import { openSchemaEngine } from "@/scripts/schema-engine";
import { migrate } from "./migrate";
import { createEmptyTestDatabase, type TestDatabase } from "./test-database";

const MIGRATIONS = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const SCHEMA = readFileSync(fileURLToPath(new URL("../../prisma/schema.prisma", import.meta.url)), "utf8");
const NAMES = readdirSync(MIGRATIONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createEmptyTestDatabase();
  cleanUp.push(database.drop);
  return database;
}

/** A copy of the migrations, to change. */
function migrationsCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), "asof-migrations-"));
  cleanUp.push(() => rmSync(folder, { recursive: true }));
  cpSync(MIGRATIONS, folder, { recursive: true });
  return folder;
}

function addMigration(folder: string, name: string, sql: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Every column, and every index and constraint, as PostgreSQL itself words them. */
async function describeSchema(url: string): Promise<{ columns: string[]; keys: string[] }> {
  const columns = await query<{ line: string }>(
    url,
    `SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 'NOT NULL' END, pg_get_expr(d.adbin, d.adrelid)) AS line
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
       AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1`,
  );
  const keys = await query<{ line: string }>(
    url,
    `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
     UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
       AND conrelid::regclass::text NOT LIKE '%prisma_migrations%' ORDER BY 1`,
  );
  return { columns: columns.map(({ line }) => line), keys: keys.map(({ line }) => line) };
}

test("R13 an empty database gets every migration once, and a second start finds nothing to do", async () => {
  const { url } = await emptyDatabase();
  expect(await migrate(url, MIGRATIONS)).toEqual(NAMES);
  expect(await migrate(url, MIGRATIONS)).toEqual([]);
});

test("R13 of replicas that start together one applies and the others wait", async () => {
  const { url } = await emptyDatabase();
  const results = await Promise.all(Array.from({ length: 4 }, () => migrate(url, MIGRATIONS)));
  expect(results.filter((applied) => applied.length > 0)).toEqual([NAMES]);
  const rows = await query(url, `SELECT migration_name FROM "_prisma_migrations"`);
  expect(rows).toHaveLength(NAMES.length);
});

test("R13 Prisma's own apply is a no-op afterwards", async () => {
  const { url } = await emptyDatabase();
  await migrate(url, MIGRATIONS);
  const engine = await openSchemaEngine(url, SCHEMA);
  expect(await engine.applyMigrations(MIGRATIONS)).toEqual([]);
});

test("R13 what Prisma's own engine applied is not applied again by us", async () => {
  const { url } = await emptyDatabase();
  const first = migrationsCopy();
  for (const name of NAMES.slice(1)) rmSync(join(first, name), { recursive: true });
  const engine = await openSchemaEngine(url, SCHEMA);
  expect(await engine.applyMigrations(first)).toEqual(NAMES.slice(0, 1));
  // The engine keeps its lock for as long as its connections live: end them, as the end of its process would.
  await query(
    url,
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  expect(await migrate(url, MIGRATIONS)).toEqual(NAMES.slice(1));
});

// Prisma cannot introspect PostgreSQL 18 through its driver adapter, so the two are compared where both are real.
test("R13 the migrated database holds what schema.prisma says: no column more or less, every key and index", async () => {
  const [migrated, declared] = [await emptyDatabase(), await emptyDatabase()];
  await migrate(migrated.url, MIGRATIONS);
  for (const { extname } of await query<{ extname: string }>(
    migrated.url,
    "SELECT extname FROM pg_extension",
  )) {
    await query(declared.url, `CREATE EXTENSION IF NOT EXISTS ${extname}`);
  }
  const engine = await openSchemaEngine(declared.url, SCHEMA);
  await query(declared.url, await engine.diff("empty", { schema: SCHEMA }));
  const ours = await describeSchema(migrated.url);
  const theirs = await describeSchema(declared.url);
  expect(theirs.columns.length).toBeGreaterThan(100);
  expect(ours.columns).toEqual(theirs.columns);
  expect(theirs.keys.filter((key) => !ours.keys.includes(key))).toEqual([]);
  await query(migrated.url, `ALTER TABLE change ADD COLUMN extra int; DROP INDEX api_token_prefix_key`);
  const drifted = await describeSchema(migrated.url);
  expect(drifted.columns).not.toEqual(theirs.columns);
  expect(theirs.keys.filter((key) => !drifted.keys.includes(key))).toHaveLength(1);
});

test("R13 a migration whose file changed after it was applied is refused by name", async () => {
  const { url } = await emptyDatabase();
  const folder = migrationsCopy();
  await migrate(url, folder);
  appendFileSync(join(folder, NAMES[0] ?? "", "migration.sql"), "\n-- later thought\n");
  await expect(migrate(url, folder)).rejects.toMatchObject({
    code: "PRECONDITION",
    message: expect.stringContaining(`${NAMES[0]} was changed`),
  });
});

test("R13 a database of a newer Asof is refused by name, and left as it is", async () => {
  const { url } = await emptyDatabase();
  const newer = migrationsCopy();
  addMigration(newer, "99990101000000_future", "CREATE TABLE future (id int);");
  await migrate(url, newer);
  await expect(migrate(url, MIGRATIONS)).rejects.toMatchObject({
    code: "PRECONDITION",
    message: expect.stringContaining("99990101000000_future"),
  });
});

test("R13 a migration that fails leaves nothing behind, and those before it stay", async () => {
  const { url } = await emptyDatabase();
  const folder = migrationsCopy();
  addMigration(folder, "99990101000000_broken", "CREATE TABLE half (id int); SELECT 1 / 0;");
  await expect(migrate(url, folder)).rejects.toThrow("99990101000000_broken failed and changed nothing");
  expect(await query(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  expect(await query(url, `SELECT count(*)::int AS count FROM "_prisma_migrations"`)).toEqual([
    { count: NAMES.length },
  ]);
});

test("a database that cannot be reached is named without its password", async () => {
  const url = new URL(inject("postgresUrl"));
  url.port = "1";
  await expect(migrate(url.href, MIGRATIONS)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/127\.0\.0\.1:1\/postgres cannot be reached.*DATABASE_URL/),
  });
  await expect(migrate(url.href, MIGRATIONS)).rejects.not.toThrow(decodeURIComponent(url.password));
});
