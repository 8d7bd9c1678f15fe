import "server-only";
import { delimiter, join, resolve } from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { MailOptions } from "@/lib/notify/mail";
import { readOrCreateSecret } from "@/lib/store/data-folder";
import { MailFrom, SmtpUrl } from "./mail-settings";

/** Everything that Asof takes from its environment (docs: .env.example). Read at boot, nowhere else. */
export interface Env {
  host: string;
  port: number;
  servePort: number;
  /** Absolute. */
  dataDir: string;
  databaseUrl: string;
  redisUrl: string | null;
  /** Absolute folders that file sources may read; the data folder is the last. */
  dataRoots: string[];
  /** Absolute files and folders inside the data folder that no source may read: passwords, logs, the database. */
  privatePaths: string[];
  /** Where people reach the web process, without a trailing slash. */
  publicUrl: string;
  secret: string;
  /** DuckDB's own notation (`4GB`); `null` = the engine decides. */
  memoryLimit: string | null;
  threads: number | null;
  /** Of one file of rows. */
  uploadBytesMax: number;
  isDemo: boolean;
  isDevelopment: boolean;
  logLevel: "debug" | "info" | "warn" | "error";
  /** Spans are sent there; `null` = tracing is off. */
  otlpEndpoint: string | null;
  /** How invitations and password resets are mailed; `null` = an admin hands their links over. */
  mail: MailOptions | null;
}

const PRIVATE_NAMES = [
  "postgres",
  "postgres-password",
  "postgres-port",
  "secret",
  "demo-token",
  "logs",
  "run",
  "engine",
  "offline",
  "datasets",
  "uploads",
];
const SECRET_LENGTH_MIN = 32;
const UPLOAD_MAX_MB = 1024;

const port = z.coerce.number().int().min(1).max(65_535);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const variables = z.object({
  HOST: optional(z.string()),
  PORT: optional(port),
  ASOF_SERVE_PORT: optional(port),
  ASOF_DATA_DIR: optional(z.string()),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgresql:// address" })),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/, error: "must be a redis:// address" })),
  ASOF_DATA_ROOTS: optional(z.string()),
  ASOF_PUBLIC_URL: optional(z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })),
  ASOF_SECRET: optional(
    z.string().min(SECRET_LENGTH_MIN, `must have at least ${SECRET_LENGTH_MIN} characters`),
  ),
  ASOF_MEMORY_LIMIT: optional(
    z.string().regex(/^\d+(\.\d+)?\s?(MB|GB|TB|MiB|GiB|TiB)$/i, "must be a size such as 4GB"),
  ),
  ASOF_THREADS: optional(z.coerce.number().int().min(1).max(1024)),
  ASOF_UPLOAD_MAX_MB: optional(z.coerce.number().int().min(1).max(1_048_576)),
  ASOF_DEMO: optional(z.enum(["0", "1"])),
  ASOF_LOG_LEVEL: optional(z.enum(["debug", "info", "warn", "error"])),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }),
  ),
  ASOF_SMTP_URL: optional(SmtpUrl),
  ASOF_MAIL_FROM: optional(MailFrom),
  NODE_ENV: optional(z.string()),
});

/** PRECONDITION with one sentence that names every variable that is wrong. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = variables.safeParse(source);
  if (!parsed.success)
    throw wrong(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`));
  const given = parsed.data;
  const dataDir = resolve(/* turbopackIgnore: true */ given.ASOF_DATA_DIR ?? ".asof");
  if (!given.DATABASE_URL)
    throw wrong(["DATABASE_URL must name a PostgreSQL server (only `npm start` brings its own)"]);
  const { ASOF_SMTP_URL: server, ASOF_MAIL_FROM: from } = given;
  if (!server !== !from) throw wrong(["ASOF_SMTP_URL and ASOF_MAIL_FROM must be set together"]);
  return {
    host: given.HOST ?? "127.0.0.1",
    port: given.PORT ?? 3000,
    servePort: given.ASOF_SERVE_PORT ?? 6566,
    dataDir,
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL ?? null,
    dataRoots: [
      ...(given.ASOF_DATA_ROOTS ?? "")
        .split(delimiter)
        .filter(Boolean)
        .map((root) => resolve(/* turbopackIgnore: true */ root)),
      dataDir,
    ],
    privatePaths: PRIVATE_NAMES.map((name) => join(/* turbopackIgnore: true */ dataDir, name)),
    publicUrl: (given.ASOF_PUBLIC_URL ?? `http://localhost:${given.PORT ?? 3000}`).replace(/\/+$/, ""),
    secret: given.ASOF_SECRET ?? readOrCreateSecret(join(/* turbopackIgnore: true */ dataDir, "secret")),
    memoryLimit: given.ASOF_MEMORY_LIMIT ?? null,
    threads: given.ASOF_THREADS ?? null,
    uploadBytesMax: (given.ASOF_UPLOAD_MAX_MB ?? UPLOAD_MAX_MB) * 1024 * 1024,
    isDemo: given.ASOF_DEMO === "1",
    isDevelopment: given.NODE_ENV === "development",
    logLevel: given.ASOF_LOG_LEVEL ?? "info",
    otlpEndpoint: given.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    mail: server && from ? { server, from } : null,
  };
}

const wrong = (problems: string[]) =>
  new AppError("PRECONDITION", `The environment is not usable: ${problems.join("; ")}.`);
