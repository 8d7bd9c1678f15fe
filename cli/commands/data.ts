import { createWriteStream, openAsBlob } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  compactRowsOperation,
  exportRowsOperation,
  readRowsOperation,
  retainRowsOperation,
  writeRowsOperation,
} from "@/lib/contracts/api/offline";
import { LIST_LIMIT } from "@/lib/contracts/api/values";
import { ROW_MEDIA_TYPES, type RowMediaType } from "@/lib/contracts/offline";
import { formatInstant, parseInstant } from "@/lib/core/time/instant";
import { CliFailure } from "../failure";
import { renderTable } from "../render/table";
import type { Register } from "../run";
import type { Session } from "../session";
import { positive } from "./format-option";

const FORMATS = ["json", "ndjson", "csv", "parquet"] as const;
type RowFormat = (typeof FORMATS)[number];

export function addDataCommands(program: Command, register: Register): void {
  register(
    program
      .command("write")
      .description("write a file of rows to a feature group: all of them or none")
      .argument("<group>", "the feature group")
      .argument("<file>", "JSON, newline-delimited JSON, CSV or Parquet; - reads standard input")
      .addOption(new Option("-f, --format <format>", "of the file; else by its name").choices(FORMATS))
      .option("--quarantine", "set rows aside that do not fit, instead of refusing all")
      .option("-m, --message <text>", "why, for the list of commits")
      .option("-v, --version <n>", "of the group; the latest without it", positive),
    write,
  );
  register(
    program
      .command("read")
      .description("rows of a feature group as they were at a commit or a time, newest first")
      .argument("<group>", "the feature group")
      .option("--since <time>", "event times from here on", time)
      .option("--until <time>", "event times before this", time)
      .option("--as-of <commit>", "a commit number, or a time", asOf)
      .option("-k, --key <name=value>", "only this entity; once for each join key", keyValue, {})
      .option("-v, --version <n>", "of the group; the latest without it", positive)
      .option("-l, --limit <n>", "how many rows at most, without --out", positive, LIST_LIMIT)
      .option("-o, --out <file>", "all rows into a .csv or .parquet file"),
    read,
  );
  register(
    program
      .command("compact")
      .description("write the rows of a feature group into fewer files; no reader notices")
      .argument("<group>", "the feature group"),
    compact,
  );
  register(
    program
      .command("retain")
      .description("drop rows of a feature group with an event time before a moment")
      .argument("<group>", "the feature group")
      .addOption(new Option("--before <time>", "rows before this go").argParser(time).conflicts("ttl"))
      .addOption(new Option("--ttl <duration>", "rows older than this go, such as 90d"))
      .option("--dry-run", "only say what would go"),
    retain,
  );
}

interface WriteOptions {
  format?: RowFormat;
  quarantine?: boolean;
  message?: string;
  version?: number;
}

async function write(
  session: Session,
  group: string,
  file: string,
  options: WriteOptions,
): Promise<undefined> {
  const format = options.format ?? formatOf(file);
  const contentType = mediaTypeOf(format);
  const body = file === "-" ? session.io.stdin() : await openFile(session, file);
  const written = await session.during(`Writing to ${group}`, () =>
    session.client().upload(writeRowsOperation, {
      params: { project: session.project(), group },
      query: {
        version: options.version,
        message: options.message,
        ...(options.quarantine ? { quarantine: "true" as const } : {}),
      },
      body,
      contentType,
    }),
  );
  if (session.isJson) {
    session.printJson(written);
    return undefined;
  }
  if (written.commit === null) session.print(`No row was written to ${group}@v${written.version}.\n`);
  else
    session.print(`Wrote ${written.rows} rows to ${group}@v${written.version}, commit ${written.commit}.\n`);
  if (written.quarantined > 0) {
    session.note(
      `${written.quarantined} rows were set aside (quarantine ${written.quarantine_id}). The first problems:`,
    );
    for (const { row, column, value, message, expected } of written.problems)
      session.note(`  row ${row}, ${column}: ${value ?? ""} ${message} (expected: ${expected})`);
  }
  return undefined;
}

interface ReadOptions {
  since?: string;
  until?: string;
  asOf?: string;
  key: Record<string, string>;
  version?: number;
  limit: number;
  out?: string;
}

async function read(session: Session, group: string, options: ReadOptions): Promise<undefined> {
  const params = { project: session.project(), group };
  const query = {
    since: options.since,
    until: options.until,
    as_of: options.asOf,
    version: options.version,
    ...(Object.keys(options.key).length > 0 ? { keys: JSON.stringify(options.key) } : {}),
  };
  if (options.out !== undefined) return await readInto(session, params, query, options.out);
  const page = await session
    .client()
    .call(readRowsOperation, { params, query: { ...query, limit: options.limit } });
  if (session.isJson) {
    session.printJson(page);
    return undefined;
  }
  if (page.commit === null) session.note(`Nothing has been written to ${group}@v${page.version}.`);
  else {
    const columns = page.columns.map(({ name }, i) => ({
      title: name,
      value: (row: (typeof page.rows)[number]) => cellText(row[i]),
    }));
    session.print(renderTable(columns, page.rows, { style: session.style, width: session.io.columns }));
    session.note(`${group}@v${page.version} as of commit ${page.commit}.`);
  }
  if (page.removed_before !== null)
    session.note(`Rows before ${page.removed_before} have been dropped since.`);
  if (page.next !== null) session.note(`There are more than ${options.limit}; --limit or --out shows them.`);
  return undefined;
}

async function readInto(
  session: Session,
  params: { project: string; group: string },
  query: object,
  out: string,
): Promise<undefined> {
  const format = out.toLowerCase().endsWith(".csv") ? "csv" : "parquet";
  if (format === "parquet" && !out.toLowerCase().endsWith(".parquet"))
    throw new CliFailure(`${out} ends neither in .csv nor in .parquet.`);
  const target = resolve(session.io.cwd, out);
  const partial = `${target}.part`;
  await session.during(`Reading ${params.group}`, async () => {
    const stream = await session
      .client()
      .download(exportRowsOperation, { params, query: { ...query, format } });
    try {
      await pipeline(Readable.from(stream), createWriteStream(partial));
      await rename(partial, target);
    } finally {
      await rm(partial, { force: true });
    }
  });
  if (session.isJson) session.printJson({ written: target });
  else session.print(`Wrote ${out}.\n`);
  return undefined;
}

async function compact(session: Session, group: string): Promise<undefined> {
  const params = { project: session.project(), group };
  const done = await session.during(`Compacting ${group}`, () =>
    session.client().call(compactRowsOperation, { params, body: {} }),
  );
  if (session.isJson) session.printJson(done);
  else if (done.commit === null) session.print(`${group} has nothing to compact.\n`);
  else session.print(`${done.files_removed} files became ${done.files_added}, commit ${done.commit}.\n`);
  return undefined;
}

async function retain(
  session: Session,
  group: string,
  { before, ttl, dryRun = false }: { before?: string; ttl?: string; dryRun?: boolean },
): Promise<undefined> {
  if (before === undefined && ttl === undefined) throw new CliFailure("Give --before or --ttl.");
  const params = { project: session.project(), group };
  const done = await session.during(`Dropping rows of ${group}`, () =>
    session.client().call(retainRowsOperation, { params, body: { before, ttl, dry_run: dryRun } }),
  );
  if (session.isJson) session.printJson(done);
  else if (dryRun) session.print(`${done.rows_dropped} rows in ${done.files_removed} files would go.\n`);
  else if (done.commit === null) session.print("No row is that old.\n");
  else
    session.print(
      `${done.rows_dropped} rows went, commit ${done.commit}; ${done.files_deleted} files left the disk.\n`,
    );
  return undefined;
}

function formatOf(file: string): RowFormat {
  const ending = /\.(json|ndjson|jsonl|csv|parquet)$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === undefined) throw new CliFailure(`What is ${file} written in? Give --format.`);
  return FORMATS.find((format) => format === ending) ?? "ndjson";
}

function mediaTypeOf(format: RowFormat): RowMediaType {
  const found = Object.entries(ROW_MEDIA_TYPES).find(([, name]) => name === format);
  // Safe: every format is a value of that list.
  return found?.[0] as RowMediaType;
}

async function openFile(session: Session, file: string): Promise<Blob> {
  const path = resolve(session.io.cwd, file);
  return await openAsBlob(path).catch((cause: unknown) => {
    throw new CliFailure(`${file} cannot be read.`, 2, { cause });
  });
}

/** A time from the command line: without a zone it is UTC, like every time we show. */
function time(text: string): string {
  const parsed = parseInstant(text, "UTC");
  if (!parsed.ok) throw new InvalidArgumentError("It is a time such as 2026-01-01 or 2026-01-01T12:00:00Z.");
  return formatInstant(parsed.instant);
}

function asOf(text: string): string {
  return /^[1-9]\d{0,9}$/.test(text) ? text : time(text);
}

function keyValue(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It is name=value.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
