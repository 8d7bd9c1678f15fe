import { globSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { z } from "zod";
import type { Operation } from "@/lib/contracts/api/operation";
import { OPERATIONS } from "@/lib/contracts/api/operations";
import { Problem } from "@/lib/contracts/api/values";
import type { Scope } from "@/lib/core/access/policy";
import type { Env } from "@/lib/server/env";
import { log } from "@/lib/server/log";
import { createTestServer, TEST_URL, type TestServer } from "@/lib/server/test-server";
import type { TestContextOptions, TestPerson } from "@/lib/services/test-context";
import { createToken } from "@/lib/services/tokens/create";

export type Handler = (
  request: Request,
  next: { params: Promise<Record<string, string>> },
) => Promise<Response> | Response;

/** A route file: the address it stands for, and a handler for each method. */
export interface ApiRoute {
  /** Relative to the repository. */
  file: string;
  /** As in the contracts: `/projects/{project}`. */
  path: string;
  handlers: Record<string, Handler>;
}

const ROOT = new URL("../../../", import.meta.url).pathname;
const METHODS = ["GET", "PUT", "POST", "PATCH", "DELETE"];

/** Every route file below /api/v1; those without parameters first, as the framework matches them. */
export async function loadRoutes(): Promise<ApiRoute[]> {
  const files = globSync("app/api/v1/**/route.ts", { cwd: ROOT }).sort();
  const routes = await Promise.all(
    files.map(async (file): Promise<ApiRoute> => {
      const module = (await import(`${ROOT}${file}`)) as Record<string, Handler>;
      const handlers = Object.fromEntries(
        METHODS.flatMap((method) => (module[method] ? [[method, module[method]]] : [])),
      );
      const path = file.slice("app/api/v1".length, -"/route.ts".length).replace(/\[(\w+)\]/g, "{$1}");
      return { file, path, handlers };
    }),
  );
  const dynamic = ({ path }: ApiRoute) => path.split("{").length;
  return routes.sort((a, b) => dynamic(a) - dynamic(b));
}

export interface Sent {
  token?: string | null;
  /** An object goes as JSON, text as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as it came. */
  json: unknown;
  /** The body of a success, as its operation describes it. */
  as<R extends z.ZodType>(operation: { response: R }): z.output<R>;
  /** The body of a refusal. */
  problem(): Problem;
}

/** The API on a database of its own, driven through its route handlers without a network. */
export interface TestApi extends AsyncDisposable {
  server: TestServer;
  routes: ApiRoute[];
  /** A token of a person like this; an admin's with every scope when nothing is said. */
  token: (person?: TestPerson & { scopes?: readonly Scope[] }) => Promise<string>;
  /** `GET /projects?limit=2`; without a token, that of an admin. The body must be what the contract says. */
  send: (line: string, sent?: Sent) => Promise<Answer>;
  handle: (request: Request) => Promise<Response>;
  /** The same over HTTP, at a free port. */
  listen: () => Promise<{ url: string; close: () => Promise<void> }>;
}

const ALL_SCOPES: readonly Scope[] = ["read", "values", "write", "admin"];

export async function createTestApi(
  options: TestContextOptions = { admin: true },
  env: Partial<Env> = {},
): Promise<TestApi> {
  log.level = "error";
  const server = await createTestServer(options, env);
  const routes = await loadRoutes();
  const handle = (request: Request) => dispatch(routes, request);
  const token: TestApi["token"] = async (
    { scopes = ALL_SCOPES, boundToProject, ...person } = { admin: true },
  ) => {
    const ctx = await server.world.as(person);
    const project = boundToProject ? (options.project ?? "flights") : null;
    const created = await createToken(ctx, { name: "test", scopes: [...scopes], project, expiresInDays: 1 });
    return created.token;
  };
  const own = await token();
  const send: TestApi["send"] = async (line, sent = {}) => {
    const [method = "GET", address = "/"] = line.split(" ");
    const bearer = sent.token === undefined ? own : sent.token;
    const response = await handle(
      new Request(`${TEST_URL}/api/v1${address}`, {
        method,
        headers: {
          ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
          ...(sent.body === undefined ? {} : { "content-type": "application/json" }),
          ...sent.headers,
        },
        ...(sent.body === undefined ? {} : { body: bodyOf(sent.body) }),
      }),
    );
    return await answerOf(method, new URL(response.url || `${TEST_URL}/api/v1${address}`).pathname, response);
  };
  return {
    server,
    routes,
    token,
    send,
    handle,
    listen: () => listen(handle),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function bodyOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

async function dispatch(routes: readonly ApiRoute[], request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice("/api/v1".length);
  for (const route of routes) {
    const params = match(route.path, path);
    if (!params) continue;
    const handler = route.handlers[request.method];
    return handler
      ? await handler(request, { params: Promise.resolve(params) })
      : new Response(null, { status: 405 });
  }
  return new Response("no such route", { status: 404 });
}

function match(pattern: string, path: string): Record<string, string> | null {
  const [expected, given] = [pattern.split("/"), path.split("/")];
  if (expected.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of expected.entries()) {
    const found = decodeURIComponent(given[i] ?? "");
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) params[name] = found;
    else if (part !== found) return null;
  }
  return params;
}

/** Reads an answer, and holds it against the contract: R23 for every request that any test sends. */
async function answerOf(method: string, pathname: string, response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  const json: unknown = text === "" || !isJson ? undefined : JSON.parse(text);
  const operation = operationAt(method, pathname.slice("/api/v1".length));
  if (response.ok && operation) requireExactly(operation, json);
  else if (!response.ok && response.status !== 304 && response.status !== 503) {
    requireProblem(response, json);
  }
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    as: ({ response: shape }) => shape.parse(json),
    problem: () => Problem.parse(json),
  };
}

function operationAt(method: string, path: string): Operation | undefined {
  const matching = OPERATIONS.filter((each) => each.method === method && match(each.path, path));
  return matching.sort((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
}

function requireExactly(operation: Operation, json: unknown): void {
  const parsed = operation.response.parse(json);
  const [documented, sent] = [JSON.stringify(sorted(parsed)), JSON.stringify(sorted(json))];
  if (documented !== sent)
    throw new Error(`${operation.id} sends more than its contract says:\n${sent}\n${documented}`);
}

function requireProblem(response: Response, json: unknown): void {
  const problem = Problem.parse(json);
  const type = response.headers.get("content-type");
  if (problem.status !== response.status || type !== "application/problem+json") {
    throw new Error(`not a problem of status ${response.status}: ${type} ${JSON.stringify(json)}`);
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}

async function listen(handle: (request: Request) => Promise<Response>) {
  const http = createServer((request, response) => {
    void answerOverHttp(handle, request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      http.closeAllConnections();
      http.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, close };
}

async function answerOverHttp(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  const response = await handle(
    new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
