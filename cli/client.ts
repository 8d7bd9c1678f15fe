import type { z } from "zod";
import { JSON_MEDIA_TYPE, type Operation } from "@/lib/contracts/api/operation";
import { Problem } from "@/lib/contracts/api/values";
import { ApiFailure, CliFailure } from "./failure";

const TIMEOUT_MS = 10 * 60_000;

export interface ClientOptions {
  /** Where the web process listens, without a trailing slash. */
  server: string;
  token: string | null;
  fetch: typeof fetch;
}

interface CallInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType | null> {
  params?: z.input<P>;
  query?: Partial<z.input<Q>>;
  body?: B extends z.ZodType ? z.input<B> : never;
}

interface Sent {
  body: string | Blob | ReadableStream<Uint8Array>;
  contentType: string;
}

/** Speaks the REST API by the contracts that the server parses with. */
export class Client {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** @throws ApiFailure for a problem, CliFailure when nobody or somebody else answers. */
  async call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType | null, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
    { params, query, body }: CallInput<P, Q, B> = {},
  ): Promise<z.output<R>> {
    const sent =
      body === undefined ? undefined : { body: JSON.stringify(body), contentType: JSON_MEDIA_TYPE };
    const response = await this.#send(addressOf(operation.path, params, query), operation.method, sent);
    return await this.#answer(operation, response);
  }

  /** Sends a file as the body, in a media type of its own. */
  async upload<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType | null, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
    { params, query, ...sent }: Omit<CallInput<P, Q, null>, "body"> & Sent,
  ): Promise<z.output<R>> {
    const response = await this.#send(addressOf(operation.path, params, query), operation.method, sent);
    return await this.#answer(operation, response);
  }

  /** The answer as a stream of bytes, for operations that answer with a file. */
  async download<P extends z.ZodType, Q extends z.ZodType>(
    operation: Operation<P, Q, null>,
    { params, query }: Omit<CallInput<P, Q, null>, "body">,
  ): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#send(addressOf(operation.path, params, query), operation.method, undefined);
    if (!response.ok || !response.body)
      throw failureOf(response, await response.text(), this.#options.server);
    return response.body;
  }

  async #answer<R extends z.ZodType>(
    operation: { id: string; response: R },
    response: Response,
  ): Promise<z.output<R>> {
    const text = await response.text();
    if (!response.ok) throw failureOf(response, text, this.#options.server);
    const value: unknown = text === "" ? undefined : jsonOf(text);
    const parsed = operation.response.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new CliFailure(
      `${this.#options.server} answered ${operation.id} in a shape that this version of asof does not know.`,
      2,
      { cause: parsed.error },
    );
  }

  async #send(path: string, method: string, sent: Sent | undefined): Promise<Response> {
    const { server, token, fetch } = this.#options;
    const headers: Record<string, string> = { accept: JSON_MEDIA_TYPE };
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (sent !== undefined) headers["content-type"] = sent.contentType;
    try {
      return await fetch(`${server}/api/v1${path}`, {
        method,
        headers,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(sent === undefined ? {} : { body: sent.body, duplex: "half" }),
      });
    } catch (cause) {
      throw new CliFailure(
        `${server} cannot be reached (${reasonOf(cause)}). Start Asof there, or name another with --server or ASOF_URL.`,
        2,
        { cause },
      );
    }
  }
}

function addressOf(path: string, params: unknown, query: unknown): string {
  const values = Object.entries(params ?? {});
  const filled = values.reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(String(value))),
    path,
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}

function failureOf(response: Response, text: string, server: string): Error {
  const problem = Problem.safeParse(jsonOf(text));
  if (problem.success) return new ApiFailure(problem.data);
  return new CliFailure(`${server} does not answer like Asof (HTTP ${response.status}).`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The innermost cause says why; fetch itself only says that it failed. */
function reasonOf(error: unknown): string {
  let reason = "unknown reason";
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
    reason = cause.name === "TimeoutError" ? "no answer in time" : cause.message;
  }
  return reason;
}
