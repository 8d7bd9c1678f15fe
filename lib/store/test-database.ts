import "server-only";
import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

export interface TestDatabase extends AsyncDisposable {
  /** A migrated database that nobody else uses. */
  url: string;
  /** Ends whatever is still connected, and removes the database. */
  drop(): Promise<void>;
}

/** A fresh copy of the migrated template, for `*.int.test.ts` only. Drop it in `afterAll`, or use `await using`. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(inject("templateDatabase"));
}

/** A database without any table, for tests of what fills one. */
export function createEmptyTestDatabase(): Promise<TestDatabase> {
  return create("template0");
}

async function create(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  const drop = () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { url: url.href, drop, [Symbol.asyncDispose]: drop };
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
