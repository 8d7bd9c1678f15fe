import type { Io } from "./io";
import { runCli } from "./run";

export interface CliRun {
  exitCode: number;
  out: string;
  err: string;
}

export interface TestIoOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** All three streams are terminals. */
  isTerminal?: boolean;
  /** What is typed when something is asked; asking without it fails the test. */
  answer?: string;
  fetch?: typeof fetch;
  /** What standard input holds. */
  input?: string;
}

/** Runs one command line and collects what it says. */
export async function runForTest(args: readonly string[], options: TestIoOptions = {}): Promise<CliRun> {
  let out = "";
  let err = "";
  const { isTerminal = false, answer } = options;
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env: { HOME: "/nonexistent", ...options.env },
    cwd: options.cwd ?? process.cwd(),
    isTerminal: { in: isTerminal, out: isTerminal, err: isTerminal },
    columns: isTerminal ? 100 : null,
    ask: async (question) => {
      err += question;
      if (answer === undefined) throw new Error(`nobody answers: ${question}`);
      return answer;
    },
    fetch: options.fetch ?? fetch,
    stdin: () => new Blob([options.input ?? ""]).stream(),
  };
  const exitCode = await runCli(args, io);
  return { exitCode, out, err };
}
