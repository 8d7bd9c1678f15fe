/**
 * The closed family of failures. Every verb throws one of these; adapters translate driver errors into them.
 * `lib/server/error-mapping.ts` is the only place that turns a code into a status.
 */
export const ERROR_CODES = [
  "NOT_FOUND",
  "INVALID",
  "CONFLICT",
  "FORBIDDEN",
  "UNAUTHENTICATED",
  "PRECONDITION",
  "LIMIT",
  "INCOMPATIBLE",
  "TIMEOUT",
  "CANCELLED",
  "UNAVAILABLE",
  "INTERNAL",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One thing wrong with one field. `path` is a JSON-pointer-like dotted path (`spine.time`), "" for the whole input. */
export interface FieldProblem {
  path: string;
  message: string;
  /** What would have been accepted, when that can be said in a few words. */
  expected?: string;
  /** Where the field stands, for input that came as files. Lines and columns start at 1. */
  file?: string;
  line?: number;
  column?: number;
}

/** One for all copies of this module in a process. */
const MARK = Symbol.for("asof.AppError");

/**
 * A failure with a code from the closed list. `message` is public: it may be shown to the person who asked.
 * Anything secret or technical belongs in `cause`, which is logged once and never sent.
 *
 * `instanceof` goes by a mark and not by the class: Next bundles this module into pages, actions and routes apart, and
 * what they share, such as the engine, throws the error of whichever copy was there first.
 */
export class AppError extends Error {
  readonly [MARK] = true;
  readonly code: ErrorCode;
  readonly problems: readonly FieldProblem[];
  /** With LIMIT: too many tries, allowed again after this time. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ErrorCode,
    publicMessage: string,
    options: { problems?: readonly FieldProblem[]; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(publicMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.problems = options.problems ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && MARK in value;
  }
}

export const notFound = (what: string) =>
  new AppError("NOT_FOUND", `${what} does not exist, or you may not see it.`);

/** Input that is wrong in one or more named fields. An empty list is a broken invariant. */
export function invalid(problems: readonly FieldProblem[]): AppError {
  const [first] = problems;
  if (!first) throw new Error("invalid() needs at least one problem");
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return new AppError("INVALID", `${first.path ? `${first.path}: ` : ""}${first.message}${more}`, {
    problems,
  });
}

/** Marks a branch that the types say is impossible. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${String(value)}`);
}
