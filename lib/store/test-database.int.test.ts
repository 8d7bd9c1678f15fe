import { Client } from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "./test-database";

test("every test database is migrated, separate, and gone after drop", async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const client = new Client({ connectionString: first.url });
  await client.connect();
  const { rows } = await client.query(`SELECT count(*)::int AS applied FROM "_prisma_migrations"`);
  expect(rows[0].applied).toBeGreaterThan(0);
  await client.query("CREATE TABLE only_here (id int)");
  await client.end();

  await using other = second;
  const elsewhere = new Client({ connectionString: other.url });
  await elsewhere.connect();
  await expect(elsewhere.query("SELECT * FROM only_here")).rejects.toThrow("does not exist");
  await elsewhere.end();

  await first.drop();
  await expect(new Client({ connectionString: first.url }).connect()).rejects.toThrow("does not exist");
});
