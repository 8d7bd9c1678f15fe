import "server-only";
import { type ChildProcess, fork } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@/lib/core/errors";
import type { EngineCall, EngineSpan } from "../engine";
import type { CallLimits, ChildMessage, EngineRequest, ParentMessage } from "./protocol";

interface ChildrenOptions {
  /** The bundle of `processes/engine.ts`. */
  enginePath: string;
  /** Holds each child's own folder: working folder and spill files. */
  workDir: string;
  /** Children kept warm, and calls that run at once. */
  size: number;
  /** Calls that may wait beside them. */
  queueMax: number;
  limits: CallLimits;
  /** One line of JSON that a child logged. */
  onLog: (line: string) => void;
}

export interface Answer {
  result: Record<string, unknown>;
  spans: EngineSpan[];
}

export interface Children {
  ask(request: EngineRequest, call: EngineCall): Promise<Answer>;
  close(): Promise<void>;
}

/** How long an interrupt may take to work before the child is killed: inside one huge call it never does. */
const KILL_AFTER_MS = 2000;
/** Fresh processes keep memory from creeping. */
const CALLS_PER_CHILD = 200;
const FOLDER_PATTERN = /^child-(\d+)-/;
/** A child that dies this often before it is ready cannot be started at all. */
const FAILED_STARTS_MAX = 3;

interface Child {
  process: ChildProcess;
  folder: string;
  calls: number;
  isReady: boolean;
  job: Job | null;
}

interface Job {
  id: number;
  request: EngineRequest;
  call: EngineCall;
  rows: unknown[];
  sources: unknown[];
  /** Set once the caller has its answer; the child may still be busy. */
  isSettled: boolean;
  /** Why it was stopped, if it was. */
  stopped: AppError | null;
  settle(outcome: Answer | AppError): void;
  killTimer?: NodeJS.Timeout;
}

/**
 * A small pool of engine children. A call has a child to itself; one that crashes, hangs or eats too much memory takes
 * nothing with it but that call, and is replaced. Children see nothing of this process's environment.
 */
export function createChildren(options: ChildrenOptions): Children {
  const children = new Set<Child>();
  const queue: Job[] = [];
  let nextId = 1;
  let isClosed = false;
  let failedStarts = 0;
  let starting = 0;
  let tidied: Promise<void> | null = null;

  function ask(request: EngineRequest, call: EngineCall): Promise<Answer> {
    if (isClosed) return Promise.reject(new AppError("UNAVAILABLE", "The offline engine is shutting down."));
    if (call.signal?.aborted) return Promise.reject(cancelled());
    if (queue.length >= options.queueMax) {
      return Promise.reject(new AppError("LIMIT", "Too many runs are waiting. Try again in a moment."));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const job: Job = {
      id: nextId++,
      request,
      call,
      rows: [],
      sources: [],
      isSettled: false,
      stopped: null,
      settle(outcome) {
        if (job.isSettled) return;
        job.isSettled = true;
        clearTimeout(deadline);
        call.signal?.removeEventListener("abort", onAbort);
        if (outcome instanceof AppError) reject(outcome);
        else resolve(outcome);
      },
    };
    const onAbort = () => stop(job, cancelled());
    const deadline = setTimeout(() => stop(job, timedOut(call)), call.deadlineMs);
    call.signal?.addEventListener("abort", onAbort, { once: true });
    queue.push(job);
    failedStarts = 0;
    dispatch();
    return promise;
  }

  function stop(job: Job, reason: AppError) {
    job.stopped ??= reason;
    const waiting = queue.indexOf(job);
    if (waiting >= 0) queue.splice(waiting, 1);
    const child = [...children].find((candidate) => candidate.job === job);
    if (!child || reason.code === "CANCELLED") job.settle(reason);
    if (!child || job.killTimer) return;
    tell(child, { kind: "interrupt", id: job.id });
    job.killTimer = setTimeout(() => child.process.kill("SIGKILL"), KILL_AFTER_MS);
  }

  function dispatch() {
    if (isClosed) return;
    for (const child of children) {
      if (!child.isReady || child.job) continue;
      const job = queue.shift();
      if (!job) break;
      give(child, job);
    }
    while (children.size + starting < options.size && failedStarts < FAILED_STARTS_MAX) void start();
    if (children.size + starting === 0) {
      for (const job of queue.splice(0))
        job.settle(new AppError("UNAVAILABLE", "The offline engine cannot be started."));
    }
  }

  function give(child: Child, job: Job) {
    child.job = job;
    child.calls++;
    child.process.ref();
    child.process.channel?.ref();
    const { runId, traceparent = null } = job.call;
    tell(child, {
      kind: "call",
      id: job.id,
      runId,
      traceparent,
      limits: options.limits,
      request: job.request,
    });
  }

  function release(child: Child) {
    clearTimeout(child.job?.killTimer);
    child.job = null;
    idle(child);
    if (child.calls >= CALLS_PER_CHILD) {
      // The event of the disconnect comes later; until then no call may reach it either.
      child.isReady = false;
      child.process.disconnect();
    } else dispatch();
  }

  async function start() {
    starting++;
    try {
      tidied ??= tidy(options.workDir);
      await tidied;
      const folder = await mkdtemp(path.join(options.workDir, `child-${process.pid}-`));
      if (isClosed) await rm(folder, { recursive: true, force: true });
      else adopt(spawn(options, folder), folder);
    } catch (cause) {
      failedStarts++;
      options.onLog(
        JSON.stringify({
          level: "error",
          process: "engine",
          msg: "engine start failed",
          detail: String(cause),
        }),
      );
    } finally {
      starting--;
    }
    dispatch();
  }

  function adopt(started: ChildProcess, folder: string) {
    const child: Child = { process: started, folder, calls: 0, isReady: false, job: null };
    children.add(child);
    started.on("message", (message: ChildMessage) => receive(child, message));
    started.on("error", () => started.kill("SIGKILL"));
    started.once("disconnect", () => {
      // From here on it can take no call, even if it has not ended yet.
      child.isReady = false;
    });
    started.once("exit", () => {
      children.delete(child);
      if (child.calls === 0) failedStarts++;
      clearTimeout(child.job?.killTimer);
      child.job?.settle(
        child.job.stopped ??
          new AppError("UNAVAILABLE", "The offline engine stopped during this run. Try again."),
      );
      void rm(folder, { recursive: true, force: true });
      dispatch();
    });
    forwardLines(started, options.onLog);
  }

  function receive(child: Child, message: ChildMessage) {
    if (message.kind === "ready") {
      child.isReady = true;
      idle(child);
      dispatch();
      return;
    }
    const { job } = child;
    if (!job || job.id !== message.id) return;
    switch (message.kind) {
      case "progress":
        if (!job.isSettled) job.call.onProgress?.(message.progress);
        return;
      case "rows":
        job.rows.push(...message.rows);
        job.sources.push(...message.sources);
        return;
      case "done":
        job.settle(
          job.stopped ?? {
            result: { rows: job.rows, sources: job.sources, ...message.result },
            spans: message.spans,
          },
        );
        break;
      case "failed": {
        const { code, message: text, problems, detail } = message.failure;
        if (message.isLast) child.isReady = false;
        job.settle(
          job.stopped ??
            new AppError(code, text, { problems, ...(detail === null ? {} : { cause: new Error(detail) }) }),
        );
        break;
      }
    }
    release(child);
  }

  async function close() {
    isClosed = true;
    for (const job of queue.splice(0))
      job.settle(new AppError("UNAVAILABLE", "The offline engine is shutting down."));
    await Promise.all([...children].map(end));
  }

  return { ask, close };
}

function spawn(options: ChildrenOptions, folder: string): ChildProcess {
  return fork(options.enginePath, [], {
    cwd: folder,
    // Nothing else: no database address, no secrets, no options of this process.
    env: { TZ: "UTC", LANG: "C.UTF-8", HOME: folder, TMPDIR: folder, NODE_ENV: "production" },
    execArgv: ["--max-old-space-size=1024"],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

/** Lets this process end while the child has nothing to do. */
function idle(child: Child) {
  child.process.unref();
  child.process.channel?.unref();
}

function tell(child: Child, message: ParentMessage) {
  // A child that is just dying cannot be told; its exit settles the call.
  if (child.process.connected) child.process.send(message, () => {});
}

async function end(child: Child) {
  const { process: target } = child;
  if (target.exitCode !== null || target.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => target.once("exit", () => resolve()));
  const timer = setTimeout(() => target.kill("SIGKILL"), KILL_AFTER_MS);
  target.ref();
  if (child.job) target.kill("SIGKILL");
  else if (target.connected) target.disconnect();
  await gone;
  clearTimeout(timer);
  await rm(child.folder, { recursive: true, force: true });
}

function forwardLines(child: ChildProcess, onLog: (line: string) => void) {
  let rest = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    // What a crash prints is no JSON; logs are.
    for (const line of lines.filter(Boolean)) {
      onLog(
        line.startsWith("{")
          ? line
          : JSON.stringify({ level: "error", process: "engine", pid: child.pid, msg: line }),
      );
    }
  });
}

/** Removes folders of children whose parent is gone: a killed parent cannot do it. */
async function tidy(workDir: string) {
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(workDir)) {
    const pid = Number(FOLDER_PATTERN.exec(name)?.[1]);
    if (pid && !isAlive(pid)) await rm(path.join(workDir, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function cancelled(): AppError {
  return new AppError("CANCELLED", "The run was stopped.");
}

function timedOut(call: EngineCall): AppError {
  const seconds = Math.round(call.deadlineMs / 100) / 10;
  return new AppError(
    "TIMEOUT",
    `The run took longer than ${seconds} s and was stopped. Ask for fewer rows or a shorter time range.`,
  );
}
