import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The checkout's folder, without a trailing slash. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** Node 24 as npm installed it, whatever the host has. */
export const localNode = `${root}/node_modules/.bin/node`;

/** Ends with one sentence that says what to do: how every script of ours fails. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** A failure whose message is meant for people; anything else is a fault of ours and keeps its stack. */
export class Sentence extends Error {}

/** Runs the body of a script; a {@link Sentence} ends it without a stack. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (error instanceof Sentence) fail(error.message);
    throw error;
  }
}

export function requireNode(major) {
  const [own] = process.versions.node.split(".");
  if (Number(own) < major) {
    fail(
      `Asof needs Node ${major} or newer to start (this is ${process.versions.node}); install a newer Node.`,
    );
  }
}

/** What child processes see: telemetry off, and Node's own warnings about experimental parts kept quiet. */
export function childEnv(extra = {}) {
  return {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    CHECKPOINT_DISABLE: "1",
    DO_NOT_TRACK: "1",
    ...extra,
  };
}

/**
 * Runs a program to its end and returns its exit code (128 + n after signal n).
 * With `quiet` its output is collected into `output` instead of shown.
 */
export function run(file, args, { env = childEnv(), cwd = root, quiet = false, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, cwd, stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit" });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
      onLine?.(String(chunk));
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code: code ?? (signal ? 128 : 1), output }));
  });
}
