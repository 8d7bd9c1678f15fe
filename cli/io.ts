import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { CliFailure } from "./failure";

/** Everything the command touches outside itself; tests bring their own. */
export interface Io {
  out: (text: string) => void;
  err: (text: string) => void;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  isTerminal: { in: boolean; out: boolean; err: boolean };
  /** Width of the terminal that `out` writes to; `null` when it is none. */
  columns: number | null;
  /** Asks on the terminal. With `hidden`, what is typed does not show. */
  ask: (question: string, options?: { hidden?: boolean }) => Promise<string>;
  fetch: typeof fetch;
  /** Standard input, once. */
  stdin: () => ReadableStream<Uint8Array>;
}

export function processIo(): Io {
  // A reader that stops early (`asof list features | head`) is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    isTerminal: {
      in: process.stdin.isTTY === true,
      out: process.stdout.isTTY === true,
      err: process.stderr.isTTY === true,
    },
    columns: process.stdout.isTTY ? process.stdout.columns : null,
    ask,
    fetch,
    // Safe: Node's web stream of bytes; its type differs from the platform's in name only.
    stdin: () => Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
  };
}

function ask(question: string, { hidden = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
    // readline has no switch for this: with a writer that says nothing, nothing is echoed.
    const silent = reader as typeof reader & { _writeToOutput?: (text: string) => void };
    process.stderr.write(question);
    if (hidden) silent._writeToOutput = () => {};
    let answered = false;
    reader.once("line", (line) => {
      answered = true;
      reader.close();
      if (hidden) process.stderr.write("\n");
      resolve(line);
    });
    reader.once("close", () => {
      if (!answered) reject(new CliFailure("Cancelled; nothing was done."));
    });
  });
}
