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

interface FileBody {
  content: string | ReadableStream<Uint8Array>;
  mediaType: string;
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
    const response = await this.#send(
      addressOf(operation.path, params, query),
      operation.method,
      body === undefined ? null : { content: JSON.stringify(body), mediaType: JSON_MEDIA_TYPE },
    );
    return await this.#answer(operation, response);
  }

  /** Sends a file as the body, as it is read. */
  async upload<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType>(
    operation: Operation<P, Q, null, R>,
    { params, query, ...file }: Omit<CallInput<P, Q, null>, "body"> & FileBody,
  ): Promise<z.output<R>> {
    const address = addressOf(operation.path, params, query);
    return await this.#answer(operation, await this.#send(address, operation.method, file));
  }

  /** The bytes of an answer that is a file. */
  async download<P extends z.ZodType, Q extends z.ZodType>(
    operation: Operation<P, Q, null>,
    { params, query }: Omit<CallInput<P, Q, null>, "body">,
  ): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#send(addressOf(operation.path, params, query), operation.method, null);
    if (response.ok && response.body) return response.body;
    throw failureOf(response, await response.text(), this.#options.server);
  }

  async #answer<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType | null, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
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

  async #send(path: string, method: string, body: FileBody | null): Promise<Response> {
    const { server, token, fetch } = this.#options;
    const headers: Record<string, string> = { accept: JSON_MEDIA_TYPE };
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (body !== null) headers["content-type"] = body.mediaType;
    try {
      return await fetch(`${server}/api/v1${path}`, {
        method,
        headers,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === null ? {} : { body: body.content, duplex: "half" }),
      } satisfies RequestInit & { duplex?: "half" });
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
