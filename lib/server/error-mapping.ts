import "server-only";
import type { ActionFailure } from "@/lib/contracts/action-result";
import { AppError, assertNever, type ErrorCode } from "@/lib/core/errors";
import { log } from "./log";

/** The only map from the closed list of codes to HTTP. */
export function statusOf(code: ErrorCode): number {
  switch (code) {
    case "INVALID":
      return 422;
    case "UNAUTHENTICATED":
      return 401;
    case "FORBIDDEN":
      return 403;
    case "NOT_FOUND":
      return 404;
    case "CONFLICT":
    case "INCOMPATIBLE":
      return 409;
    case "PRECONDITION":
      return 412;
    case "LIMIT":
      return 413;
    case "CANCELLED":
      return 499;
    case "TIMEOUT":
      return 504;
    case "UNAVAILABLE":
      return 503;
    case "INTERNAL":
      return 500;
    default:
      return assertNever(code);
  }
}

/** Anything thrown becomes an AppError here, once; what was not one is logged with its cause and told as INTERNAL. */
export function toAppError(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) {
    if (error.cause !== undefined) log.warn({ requestId, code: error.code, err: error.cause }, error.message);
    return error;
  }
  log.error({ requestId, err: error }, "unexpected failure");
  return new AppError(
    "INTERNAL",
    `Something failed on our side. Quote request ${requestId} when you report it.`,
  );
}

export function toActionFailure(error: unknown, requestId: string): ActionFailure {
  const { code, message, problems } = toAppError(error, requestId);
  return { ok: false, code, message, problems: [...problems], requestId };
}

/** RFC 9457, with our code, the fields and the request id. `status` when it says more than the code does. */
export function toProblemResponse(error: unknown, requestId: string, status?: number): Response {
  const failure = toAppError(error, requestId);
  const { code, message, problems, retryAfterSeconds } = failure;
  return problemResponse({
    status: status ?? (retryAfterSeconds === null ? statusOf(code) : 429),
    code,
    message,
    problems,
    requestId,
    retryAfterSeconds,
  });
}

interface Problem extends Pick<AppError, "code" | "message" | "problems" | "retryAfterSeconds"> {
  status: number;
  requestId: string;
}

function problemResponse({
  status,
  code,
  message,
  problems,
  requestId,
  retryAfterSeconds,
}: Problem): Response {
  const body = {
    type: `about:blank#${code.toLowerCase()}`,
    title: TITLES[code],
    status,
    code,
    detail: message,
    errors: problems,
    request_id: requestId,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...(retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) }),
    },
  });
}

const TITLES: Record<ErrorCode, string> = {
  NOT_FOUND: "Not found",
  INVALID: "Invalid input",
  CONFLICT: "Conflict",
  FORBIDDEN: "Forbidden",
  UNAUTHENTICATED: "Not signed in",
  PRECONDITION: "Precondition failed",
  LIMIT: "Too much",
  INCOMPATIBLE: "Incompatible change",
  TIMEOUT: "Took too long",
  CANCELLED: "Cancelled",
  UNAVAILABLE: "Unavailable",
  INTERNAL: "Internal error",
};
