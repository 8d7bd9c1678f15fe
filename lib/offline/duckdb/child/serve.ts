import "server-only";
import { rm, writeFile } from "node:fs/promises";
import { AppError } from "@/lib/core/errors";
import type { EngineSpan } from "../../engine";
import { translateFault } from "../errors";
import type { CallMessage, ChildMessage, ParentMessage, WireFailure } from "../protocol";
import { answer } from "./answer";
import { Stop } from "./run";

const ROWS_PER_MESSAGE = 1000;
const RESIDENT_CHECK_MS = 250;
const DETAIL_LENGTH_MAX = 2000;
const MB = 1024 * 1024;

/**
 * The engine child's whole life: one call at a time, each in a sandbox of its own, until the parent goes.
 * DuckDB works on native threads, so this loop stays free to hear an interrupt and to watch the memory.
 */
export function serve(folder: string): void {
  const stops = new Map<number, Stop>();
  process.on("message", (message: ParentMessage) => {
    if (message.kind === "interrupt") stops.get(message.id)?.now();
    else void handle(message, folder, stops);
  });
  process.on("disconnect", () => void leave(folder));
  // The parent may have gone while this process was loading, before anybody listened.
  if (process.connected === false) void leave(folder);
  // The parent decides when a child ends; a Ctrl-C in the terminal reaches the whole group.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  void offerForOomKill();
  send({ kind: "ready" });
}

async function handle(call: CallMessage, folder: string, stops: Map<number, Stop>) {
  const stop = new Stop();
  const spans: EngineSpan[] = [];
  const startMs = Date.now();
  stops.set(call.id, stop);
  const watch = watchMemory(call, stop);
  try {
    const result = await answer(call.request, {
      limits: call.limits,
      spillFolder: `${folder}/spill`,
      stop,
      spans,
      onProgress: (progress) => send({ kind: "progress", id: call.id, progress }),
      now: () => performance.timeOrigin + performance.now(),
    });
    sendResult(call.id, result, spans);
    log(call, "info", { ms: Date.now() - startMs });
  } catch (error) {
    const failure = watch.isOver() ? overLimit() : failureOf(error);
    send({ kind: "failed", id: call.id, failure });
    log(call, failure.code === "INTERNAL" ? "error" : "info", {
      ms: Date.now() - startMs,
      code: failure.code,
      detail: failure.detail,
    });
  } finally {
    watch.end();
    stops.delete(call.id);
    // Spilled rows of one call must not lie around for the next.
    await rm(`${folder}/spill`, { recursive: true, force: true });
  }
}

/** Rows travel in slices, so that a large result neither blocks the channel nor doubles in memory. */
function sendResult(id: number, result: object, spans: EngineSpan[]) {
  const { rows, sources, ...rest } = result as { rows?: unknown[]; sources?: unknown[] };
  for (let start = 0; rows && start < rows.length; start += ROWS_PER_MESSAGE) {
    const end = start + ROWS_PER_MESSAGE;
    send({ kind: "rows", id, rows: rows.slice(start, end), sources: sources?.slice(start, end) ?? [] });
  }
  send({ kind: "done", id, result: rest, spans });
}

/** DuckDB's own limit is for its buffers only, so the process is watched as a whole. */
function watchMemory(call: CallMessage, stop: Stop) {
  let isOver = false;
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() < call.limits.residentLimitMb * MB) return;
    if (isOver) {
      // Stopping did not help in time: what a single native call allocates can only be freed by ending.
      send({ kind: "failed", id: call.id, failure: overLimit(), isLast: true });
      process.disconnect();
    }
    isOver = true;
    stop.now();
  }, RESIDENT_CHECK_MS);
  return { isOver: () => isOver, end: () => clearInterval(timer) };
}

function overLimit(): WireFailure {
  return {
    code: "LIMIT",
    message: "The run needs more memory than it may use. Ask for fewer rows, features or groups.",
    problems: [],
    detail: "resident memory",
  };
}

function failureOf(error: unknown): WireFailure {
  const failure = error instanceof AppError ? error : translateFault(error, [], "");
  const cause = failure.cause instanceof Error ? failure.cause.message : null;
  return {
    code: failure.code,
    message: failure.message,
    problems: [...failure.problems],
    detail: cause?.slice(0, DETAIL_LENGTH_MAX) ?? null,
  };
}

/** Asks the kernel to take this process first when memory runs out, not the server. Works on Linux, does no harm elsewhere. */
async function offerForOomKill() {
  await writeFile("/proc/self/oom_score_adj", "1000").catch(() => {});
}

async function leave(folder: string) {
  await rm(folder, { recursive: true, force: true }).catch(() => {});
  process.exit(0);
}

function send(message: ChildMessage) {
  // The parent may be gone already; then nobody is left to tell.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

function log(call: CallMessage, level: "info" | "error", fields: Record<string, unknown>) {
  const line = {
    level,
    time: new Date().toISOString(),
    process: "engine",
    pid: process.pid,
    run_id: call.runId,
    ...(call.traceparent ? { traceparent: call.traceparent } : {}),
    method: call.request.method,
    ...fields,
    msg: "engine call",
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
