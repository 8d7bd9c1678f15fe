import { z } from "zod";

export const METHODS = ["GET", "PUT", "POST", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

export const TAGS = [
  "definitions",
  "catalog",
  "versions",
  "data",
  "preview",
  "datasets",
  "tokens",
  "system",
] as const;

export const JSON_MEDIA_TYPE = "application/json";
export const YAML_MEDIA_TYPE = "application/yaml";

/** A body or an answer whose bytes JSON Schema says nothing about. */
export const FileContent = z.unknown().meta({
  id: "File",
  description: "A file, as it is.",
  examples: ["origin,at,late\nATL,2026-06-01T12:00:00Z,1\n"],
});

/** A name in the path or the query for which there is nothing to say. */
export const NO_INPUT = z.strictObject({});

/** One address and method of the API: what goes in, what comes out. The server, its description and the client share it. */
export interface Operation<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType | null = z.ZodType | null,
  R extends z.ZodType = z.ZodType,
> {
  /** Unique; names the operation in logs, in the description and in generated clients. */
  id: string;
  tag: (typeof TAGS)[number];
  method: Method;
  /** Below `/api/v1`, with `{name}` for each parameter. */
  path: string;
  summary: string;
  params: P;
  query: Q;
  body: B;
  /** What the body may be written in; JSON when left out. */
  bodyMediaTypes?: readonly string[];
  bodyBytesMax?: number;
  response: R;
  /** What the answer is a file of; JSON when left out. */
  responseMediaTypes?: readonly string[];
  /** 200 unless said otherwise. */
  status?: 200 | 201 | 202 | 204;
  /** Answered besides `status`, with the same body: a PUT that made the object. */
  alsoStatus?: 201;
  /** One thing with an ETag: If-None-Match is answered with 304. */
  isResource?: boolean;
  /** Open to everybody, signed in or not. */
  isOpen?: boolean;
}

type Draft<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType | null, R extends z.ZodType> = Omit<
  Operation<P, Q, B, R>,
  "params" | "query" | "body"
> & { params?: P; query?: Q; body?: B };

/** An operation with nothing for what is not said. */
export function operation<
  R extends z.ZodType,
  P extends z.ZodType = typeof NO_INPUT,
  Q extends z.ZodType = typeof NO_INPUT,
  B extends z.ZodType | null = null,
>(draft: Draft<P, Q, B, R>): Operation<P, Q, B, R> {
  const { params = NO_INPUT, query = NO_INPUT, body = null, ...rest } = draft;
  // Safe: a part that was left out has its default type.
  return { ...rest, params: params as P, query: query as Q, body: body as B };
}
