import "server-only";
import type { DuckDBConnection } from "@duckdb/node-api";
import { AppError } from "@/lib/core/errors";
import type { EngineProgress, EngineSpan } from "../../engine";
import { translateFault } from "../errors";
import { checkUnchanged, type ResolvedFile } from "../paths";
import type { CallLimits, FilesByPath } from "../protocol";
import { openSandbox, type Sandbox } from "../sandbox";

const PROGRESS_INTERVAL_MS = 200;

/** What a call has in hand while it runs. */
export interface Run {
  connection: DuckDBConnection;
  limits: CallLimits;
  files: FilesByPath;
  /** Runs a step under a name that shows in progress, timings and spans. */
  step<T>(phase: string, work: () => Promise<T>): Promise<T>;
  /** @throws AppError CANCELLED once the call has been stopped; for work that no statement does. */
  check(): void;
  /** Runs one statement, unless the call has been stopped. */
  execute(sql: string): Promise<void>;
  timings: { phase: string; ms: number }[];
}

/** Stops whatever a call is doing. Safe to use at any time, also before and after. */
export class Stop {
  private readonly connections = new Set<DuckDBConnection>();
  isStopped = false;

  now() {
    this.isStopped = true;
    for (const connection of this.connections) connection.interrupt();
  }

  /** @throws AppError CANCELLED once stopped. */
  check() {
    if (this.isStopped) throw new AppError("CANCELLED", "The run was stopped.");
  }

  watch(connection: DuckDBConnection): () => void {
    this.connections.add(connection);
    return () => this.connections.delete(connection);
  }
}

interface RunOptions {
  limits: CallLimits;
  files: FilesByPath;
  writableFolders?: string[];
  extraReadablePaths?: string[];
  /** Exact files that the call may write, beside a person's SQL too: one SELECT cannot name them. */
  writablePaths?: string[];
  spillFolder: string;
  stop: Stop;
  spans: EngineSpan[];
  onProgress: (progress: EngineProgress) => void;
  now: () => number;
}

/**
 * Opens a sandbox over exactly the given files, runs `work` in it and closes it. Files are checked to be the resolved
 * ones before and after, so a file that was swapped for a link meanwhile fails the call instead of answering it.
 */
export async function withRun<T>(options: RunOptions, work: (run: Run) => Promise<T>): Promise<T> {
  const files = uniqueFiles(options.files);
  const { limits, stop } = options;
  const state = { phase: "starting", since: options.now() };
  let sandbox: Sandbox | null = null;
  let timer: NodeJS.Timeout | undefined;
  let unwatch = () => {};
  try {
    await checkUnchanged(files);
    sandbox = await openSandbox({
      readablePaths: [
        ...files.map((file) => file.realPath),
        ...(options.extraReadablePaths ?? []),
        ...(options.writablePaths ?? []),
      ],
      writableFolders: options.writableFolders,
      spillFolder: options.spillFolder,
      memoryLimitMb: limits.memoryLimitMb,
      spillLimitMb: limits.spillLimitMb,
      threads: limits.threads,
    });
    const { connection } = sandbox;
    unwatch = stop.watch(connection);
    timer = setInterval(() => {
      const { percentage } = connection.progress;
      options.onProgress({ phase: state.phase, percent: percentage >= 0 ? Math.min(100, percentage) : null });
    }, PROGRESS_INTERVAL_MS);
    const run = runOf(connection, options, state);
    const result = await work(run);
    await checkUnchanged(files);
    return result;
  } catch (error) {
    throw translateFault(error, files, "");
  } finally {
    clearInterval(timer);
    unwatch();
    sandbox?.close();
  }
}

function runOf(connection: DuckDBConnection, options: RunOptions, state: { phase: string }): Run {
  const { stop } = options;
  const timings: Run["timings"] = [];
  return {
    connection,
    limits: options.limits,
    files: options.files,
    timings,
    check: () => stop.check(),
    async step(phase, work) {
      stop.check();
      const startMs = options.now();
      state.phase = phase;
      options.onProgress({ phase, percent: null });
      try {
        return await work();
      } finally {
        const endMs = options.now();
        addTiming(timings, phase, endMs - startMs);
        options.spans.push({ name: phase, startMs, endMs, attributes: {} });
      }
    },
    async execute(sql) {
      stop.check();
      await connection.run(sql);
    },
  };
}

/** Steps of the same name are one phase to people. */
function addTiming(timings: Run["timings"], phase: string, ms: number) {
  const known = timings.find((timing) => timing.phase === phase);
  const sum = (known?.ms ?? 0) + ms;
  const rounded = Math.round(sum * 1000) / 1000;
  if (known) known.ms = rounded;
  else timings.push({ phase, ms: rounded });
}

/** Files of a call, each once, in a stable order. */
export function uniqueFiles(files: FilesByPath): ResolvedFile[] {
  const byPath = new Map(Object.values(files).flatMap((list) => list.map((file) => [file.realPath, file])));
  return [...byPath.values()];
}
