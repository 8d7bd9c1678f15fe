import "server-only";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { quoteText, quoteTexts } from "./quote";

interface SandboxOptions {
  /** Exact real paths that may be read. */
  readablePaths: readonly string[];
  /** Folders that may be read and written; for recipes only, never beside a person's SQL. */
  writableFolders?: readonly string[];
  spillFolder: string;
  memoryLimitMb: number;
  spillLimitMb: number;
  threads: number;
}

export interface Sandbox {
  connection: DuckDBConnection;
  close(): void;
}

/**
 * A DuckDB instance that can read the given files and nothing else, and whose settings can no longer change.
 * One per call: every connection of an instance sees its tables and its spill files.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    for (const statement of lockdown(options)) await connection.run(statement);
    return {
      connection,
      close() {
        connection.closeSync();
        instance.closeSync();
      },
    };
  } catch (cause) {
    instance.closeSync();
    throw cause;
  }
}

/** Order matters: paths before external access goes, the lock last. Afterwards no statement can undo any of it. */
function lockdown(options: SandboxOptions): string[] {
  return [
    `SET temp_directory = ${quoteText(options.spillFolder)}`,
    `SET allowed_paths = ${quoteTexts(options.readablePaths)}`,
    `SET allowed_directories = ${quoteTexts(options.writableFolders ?? [])}`,
    "SET enable_external_access = false",
    `SET memory_limit = '${whole(options.memoryLimitMb)}MB'`,
    `SET max_temp_directory_size = '${whole(options.spillLimitMb)}MB'`,
    `SET threads = ${whole(options.threads)}`,
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET TimeZone = 'UTC'",
    "SET Calendar = 'gregorian'",
    // A wrong estimate of the probe side must not switch the ASOF join to a nested loop: strategies are ours to choose.
    "SET asof_loop_join_threshold = 0",
    "SET errors_as_json = true",
    "SET enable_progress_bar = true",
    "SET enable_progress_bar_print = false",
    "SET lock_configuration = true",
  ];
}

function whole(value: number): string {
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`not a positive whole number: ${value}`);
  return String(value);
}
