import "server-only";
import { AppError, type FieldProblem, invalid } from "@/lib/core/errors";

/** What DuckDB said, taken apart. */
interface EngineFault {
  /** DuckDB's own class: Binder, Catalog, Parser, Conversion, IO, Out of Memory, INTERRUPT … */
  kind: string;
  message: string;
  /** Byte offset into the statement, when it is known. */
  position: number | null;
}

/** A file as people know it, and as DuckDB does. */
interface NamedFile {
  path: string;
  realPath: string;
}

const JSON_START = /\{"exception_type":/;
const TEXT_PATTERN = /^([A-Za-z -]+?) Error: ([\s\S]*)$/;
const MESSAGE_LENGTH_MAX = 500;

/** @returns the fault in an error thrown by the bindings, whether as JSON (`errors_as_json`) or as text. */
export function faultOf(error: unknown): EngineFault {
  const text = error instanceof Error ? error.message : String(error);
  const start = JSON_START.exec(text)?.index;
  if (start !== undefined) {
    try {
      const parsed = JSON.parse(text.slice(start)) as Record<string, unknown>;
      const position = Number(parsed.position);
      return {
        kind: String(parsed.exception_type),
        message: String(parsed.exception_message),
        position: parsed.position === undefined || !Number.isSafeInteger(position) ? null : position,
      };
    } catch {
      // Cut off or not JSON after all: the text below is as good as it gets.
    }
  }
  const match = TEXT_PATTERN.exec(text);
  return { kind: match?.[1] ?? "unknown", message: match?.[2] ?? text, position: null };
}

/**
 * DuckDB's failure as one of ours. Messages lose absolute paths: files are named as the source names them.
 *
 * @param files those that the call reads; a fault that mentions one is a problem of that file.
 * @param path the field to blame when no file is to.
 */
export function translateFault(error: unknown, files: readonly NamedFile[], path: string): AppError {
  if (error instanceof AppError) return error;
  const fault = faultOf(error);
  if (isFull(fault)) {
    return new AppError("UNAVAILABLE", "The disk of the data folder is full, and nothing was written.", {
      cause: error,
    });
  }
  switch (fault.kind) {
    case "INTERRUPT":
    case "Interrupt":
      return new AppError("CANCELLED", "The run was stopped.", { cause: error });
    case "Out of Memory":
      return new AppError(
        "LIMIT",
        "The run needs more memory than it may use. Ask for fewer rows, features or groups.",
        {
          cause: error,
        },
      );
    case "INTERNAL":
    case "FATAL":
    case "unknown":
      return new AppError("INTERNAL", "The offline engine failed.", { cause: error });
  }
  const problem = fileProblem(fault, files) ?? { path, message: publicText(fault, files) };
  const translated = invalid([problem]);
  return new AppError("INVALID", translated.message, { problems: [problem], cause: error });
}

/** Nothing is left on the disk, of the quota, or of what the spill folder may hold on it. */
function isFull({ message }: EngineFault): boolean {
  return /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT|File too large|EFBIG/i.test(message);
}

/** The first line of what DuckDB said, without hints and without absolute paths. */
export function publicText(fault: EngineFault, files: readonly NamedFile[]): string {
  const [line = ""] = fault.message.split("\n");
  return withoutPaths(line, files).slice(0, MESSAGE_LENGTH_MAX);
}

function fileProblem(fault: EngineFault, files: readonly NamedFile[]): FieldProblem | null {
  const csvLine = /CSV Error on Line: (\d+)/.exec(fault.message)?.[1];
  const file = files.find((candidate) => fault.message.includes(candidate.realPath));
  if (!file) return null;
  if (csvLine === undefined) return { path: file.path, file: file.path, message: parquetText(fault, files) };
  return {
    path: file.path,
    file: file.path,
    line: Number(csvLine),
    message: `line ${csvLine}: ${csvText(fault)}`,
  };
}

function csvText({ message }: EngineFault): string {
  const width = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (width) return `has ${width[2]} fields, the header has ${width[1]}`;
  if (message.includes("not utf-8")) return "is not UTF-8";
  if (/quote/i.test(message)) return "has a quote that is not closed or not followed by a comma";
  if (/Maximum line size/i.test(message)) return "is longer than a line may be";
  return "cannot be read as CSV";
}

function parquetText(fault: EngineFault, files: readonly NamedFile[]): string {
  if (/No magic bytes|too small to be a Parquet file/.test(fault.message)) {
    return "is not a Parquet file, or only the first part of one";
  }
  if (/No files found|No such file/.test(fault.message)) return "is gone";
  return `cannot be read: ${publicText(fault, files)}`;
}

function withoutPaths(text: string, files: readonly NamedFile[]): string {
  let clean = text;
  for (const file of files) clean = clean.replaceAll(file.realPath, file.path);
  // Whatever absolute path is left belongs to the machine, not to the caller.
  return clean.replaceAll(/(["'])\/[^"']*\1/g, "$1…$1");
}
