import { ERROR_CODES, type ErrorCode } from "../core/errors";

/** What an error page may say about a failure. */
export interface ToldFailure {
  code: ErrorCode;
  /** Public. */
  message: string;
  requestId: string;
}

const MARK = "asof";

/**
 * The digest of an error that a page throws: all that Next lets through to the error page of the browser. It carries
 * public words only.
 */
export function failureDigest({ code, message, requestId }: ToldFailure): string {
  return [MARK, code, requestId, message].join("|");
}

/** @returns what the digest tells, or `null` for an error that is not one of ours. */
export function readFailureDigest(digest: unknown): ToldFailure | null {
  if (typeof digest !== "string") return null;
  const [mark, name, requestId = "", ...message] = digest.split("|");
  const code = ERROR_CODES.find((known) => known === name);
  return mark === MARK && code ? { code, requestId, message: message.join("|") } : null;
}
