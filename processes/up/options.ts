import { join, resolve } from "node:path";
import { AppError } from "@/lib/core/errors";
import { root } from "../root";

export interface UpOptions {
  isDevelopment: boolean;
  wantsDemo: boolean;
  host: string;
  port: number;
  /** Absolute. */
  dataDir: string;
  logsDir: string;
  /** `null`: the launcher brings its own PostgreSQL. */
  databaseUrl: string | null;
  secret: string | null;
  /** Where a browser on this machine finds the pages. */
  url: string;
  /** Where people find them; the same unless ASOF_PUBLIC_URL says otherwise. */
  publicUrl: string;
}

const FLAGS = ["--dev", "--no-demo"];

/** What the launcher was asked to do. PRECONDITION for an unknown flag or a port that is none. */
export function readOptions(args: readonly string[], env: Record<string, string | undefined>): UpOptions {
  const unknown = args.find((arg) => !FLAGS.includes(arg));
  if (unknown) {
    throw new AppError(
      "PRECONDITION",
      `${unknown} is not an option of npm start; it takes ${FLAGS.join(" and ")}.`,
    );
  }
  const host = env.HOST || "127.0.0.1";
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new AppError("PRECONDITION", `PORT=${env.PORT} is not a port; choose one from 1 to 65535.`);
  }
  const dataDir = resolve(root, env.ASOF_DATA_DIR || ".asof");
  const url = `http://${isLocal(host) ? "localhost" : host}:${port}`;
  return {
    isDevelopment: args.includes("--dev"),
    wantsDemo: !args.includes("--no-demo"),
    host,
    port,
    dataDir,
    logsDir: join(dataDir, "logs"),
    databaseUrl: env.DATABASE_URL || null,
    secret: env.ASOF_SECRET || null,
    url,
    publicUrl: (env.ASOF_PUBLIC_URL || url).replace(/\/+$/, ""),
  };
}

const isLocal = (host: string) => ["127.0.0.1", "0.0.0.0", "localhost", "::", "::1"].includes(host);
