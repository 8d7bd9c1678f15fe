import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import pino, { type Logger } from "pino";
import { redact } from "./redact";

/** What every line written inside {@link withLogContext} carries. */
export interface LogContext {
  requestId?: string;
  runId?: string;
}

// One Next process holds several copies of this module; they must share the context and the logger.
const holder = globalThis as typeof globalThis & {
  asofLogContext?: AsyncLocalStorage<LogContext>;
  asofLog?: Logger;
};
holder.asofLogContext ??= new AsyncLocalStorage<LogContext>();
const context = holder.asofLogContext;

/** JSON lines on standard output, times in UTC, secrets redacted. */
holder.asofLog ??= createLog((line) => process.stdout.write(line));
export const log: Logger = holder.asofLog;

export function createLog(write: (line: string) => void): Logger {
  return pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...context.getStore() }),
    },
    { write: (line) => write(redact(line)) },
  );
}

/** Names the process in each of its lines, and sets how much it says. */
export function configureLog(name: string, level: string): void {
  // Next's own copy of this module asks again, and pino would write the name a second time.
  if (log.bindings().process !== name) log.setBindings({ process: name });
  log.level = level;
}

/** Runs `work` so that its lines carry these ids, beside those of the caller. */
export function withLogContext<T>(ids: LogContext, work: () => T): T {
  return context.run({ ...context.getStore(), ...ids }, work);
}

/**
 * Turns whatever else this process prints (Next's banner, a library's console call) into JSON lines too, so that
 * its output is one format.
 */
export function wrapOutput(name: string): void {
  for (const [stream, level] of [
    [process.stdout, "info"],
    [process.stderr, "warn"],
  ] as const) {
    const write = stream.write.bind(stream);
    const feed = lineWrapper(name, level, (line) => write(line));
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      feed(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
      const callback = rest.find((argument) => typeof argument === "function");
      if (callback) process.nextTick(callback);
      return true;
    };
  }
}

/** Takes text in pieces and writes whole lines: JSON as it is, anything else as the message of a JSON line. */
export function lineWrapper(
  name: string,
  level: string,
  write: (line: string) => void,
): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.trim()) write(`${isJsonObject(line) ? line : wrap(line, name, level)}\n`);
    }
  };
}

function wrap(line: string, name: string, level: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminal colours are made of
  const msg = line.replace(/\u001b\[[0-9;]*m/g, "").trim();
  return redact(JSON.stringify({ level, time: new Date().toISOString(), process: name, msg }));
}

function isJsonObject(line: string): boolean {
  if (line.startsWith('{"level":')) return true;
  if (!line.startsWith("{")) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
