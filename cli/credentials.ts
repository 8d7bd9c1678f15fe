import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { CliFailure } from "./failure";
import type { Io } from "./io";

const Credentials = z.object({ tokens: z.record(z.string(), z.string()) });

/** Where tokens are kept: one file in the person's configuration folder, readable by nobody else. */
export function credentialsPath({ env }: Pick<Io, "env">): string {
  const folder = env.XDG_CONFIG_HOME || env.APPDATA || join(env.HOME || homedir(), ".config");
  return join(folder, "asof", "credentials.json");
}

/** @returns the token kept for this server, or `null`. */
export function readToken(io: Pick<Io, "env">, server: string): string | null {
  return readAll(credentialsPath(io)).tokens[server] ?? null;
}

export function keepToken(io: Pick<Io, "env">, server: string, token: string): string {
  const path = credentialsPath(io);
  const { tokens } = readAll(path);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.new`;
  writeFileSync(next, `${JSON.stringify({ tokens: { ...tokens, [server]: token } }, null, 2)}\n`, {
    mode: 0o600,
  });
  // The mode above holds for a new file only.
  chmodSync(next, 0o600);
  renameSync(next, path);
  return path;
}

function readAll(path: string): z.output<typeof Credentials> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { tokens: {} };
    throw new CliFailure(`${path} cannot be read.`, 2, { cause: error });
  }
  try {
    return Credentials.parse(JSON.parse(text));
  } catch {
    throw new CliFailure(`${path} is not a credentials file of asof; remove it and run asof login.`);
  }
}
