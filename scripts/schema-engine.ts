import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";

/** A Prisma schema as a starting point or a goal: its text, or nothing. */
export type SchemaState = { schema: string } | "empty";

/**
 * Prisma's own schema engine, in the WebAssembly build that npm ships: its native build would be a download from
 * elsewhere. An internal interface without a promise; the tests of lib/store/migrate.ts hold it.
 */
export interface SchemaEngine {
  /** The SQL that leads from one state to the other; empty text or a comment when there is no difference. */
  diff(from: SchemaState, to: SchemaState): Promise<string>;
  /** What `prisma migrate deploy` does: returns the names of the migrations that it applied. */
  applyMigrations(folder: string): Promise<string[]>;
}

const PATH = "schema.prisma";
const NO_FILTER = { externalTables: [], externalEnums: [] };

/** @param schema the text of schema.prisma. The engine may only write to the database in `applyMigrations`. */
export async function openSchemaEngine(databaseUrl: string, schema: string): Promise<SchemaEngine> {
  await loadWasm();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const instance = await engine.SchemaEngine.new({ datamodels: [[PATH, schema]] }, () => undefined, adapter);
  const target = (state: SchemaState): engine.DiffTarget =>
    state === "empty"
      ? { tag: "empty" }
      : { tag: "schemaDatamodel", files: [{ path: PATH, content: state.schema }] };
  return {
    async diff(from, to) {
      const { stdout } = await instance.diff({
        from: target(from),
        to: target(to),
        script: true,
        exitCode: null,
        filters: NO_FILTER,
      });
      return stdout ?? "";
    },
    async applyMigrations(folder) {
      const { appliedMigrationNames } = await instance.applyMigrations({
        migrationsList: readMigrations(folder),
        filters: NO_FILTER,
      });
      return appliedMigrationNames;
    },
  };
}

let loading: Promise<void> | undefined;

function loadWasm(): Promise<void> {
  loading ??= instantiate();
  return loading;
}

async function instantiate(): Promise<void> {
  const glue = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const { instance } = await WebAssembly.instantiate(
    readFileSync(join(dirname(glue), "schema_engine_bg.wasm")),
    {
      "./schema_engine_bg.js": engine as unknown as WebAssembly.ModuleImports,
    },
  );
  // Set up as the package's own entry does, which only a bundler with WebAssembly imports could load.
  (engine as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void }).__wbg_set_wasm(
    instance.exports,
  );
  (instance.exports as { __wbindgen_start?: () => void }).__wbindgen_start?.();
}

function readMigrations(folder: string): engine.MigrationList {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir: folder,
    lockfile: {
      path: "migration_lock.toml",
      content: readFileSync(join(folder, "migration_lock.toml"), "utf8"),
    },
    shadowDbInitScript: "",
    migrationDirectories: names
      .map(({ name }) => name)
      .toSorted()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok", value: readFileSync(join(folder, name, "migration.sql"), "utf8") },
        },
      })),
  };
}
