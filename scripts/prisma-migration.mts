// Writes the SQL that takes one Prisma schema to another, for a new folder under prisma/migrations:
//
//   git show HEAD:prisma/schema.prisma > /tmp/before.prisma
//   node scripts/run.mjs scripts/prisma-migration.mts /tmp/before.prisma prisma/schema.prisma
//
// The first argument is `-` for an empty database. A throw-away PostgreSQL is started to ask for its version.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@/lib/store/embedded-postgres";
import { openSchemaEngine } from "./schema-engine";

const [from, to] = process.argv.slice(2);
if (!from || !to) {
  console.error("Name two schemas: prisma-migration.mts BEFORE.prisma|- AFTER.prisma");
  process.exit(2);
}
const schema = readFileSync(to, "utf8");
const folder = mkdtempSync(join(tmpdir(), "asof-migration-"));
const server = await startEmbeddedPostgres({ dataDir: folder, throwaway: true });
try {
  const engine = await openSchemaEngine(await server.database("scratch"), schema);
  const before = from === "-" ? "empty" : { schema: readFileSync(from, "utf8") };
  process.stdout.write(await engine.diff(before, { schema }));
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
// The engine keeps its connections for ever.
process.exit(0);
