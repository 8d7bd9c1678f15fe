import "server-only";
import type { z } from "zod";
import type { Applied } from "@/lib/contracts/api/definitions";
import { JSON_MEDIA_TYPE, type Operation, YAML_MEDIA_TYPE } from "@/lib/contracts/api/operation";
import { AppError, invalid } from "@/lib/core/errors";
import type { Kind } from "@/lib/core/model/definitions";
import { readDefinitionFiles } from "@/lib/interop/asof/read";
import type { ServiceContext } from "@/lib/services/context";
import type { ApplyInput, ApplyResult } from "@/lib/services/definitions/apply";
import { NOT_STORED } from "./api-route";
import { BODY_BYTES_MAX, readText } from "./body";
import { defineRoute } from "./route";
import { appliedWire } from "./wire/definitions";
import { etagOf, isMatched, isNoneMatched } from "./wire/etag";

interface PutDefinition<
  P extends z.ZodType,
  Q extends z.ZodType<{ message?: string | undefined }>,
  B extends z.ZodType,
> {
  operation: Operation<P, Q, B, typeof Applied>;
  kind: Kind;
  target: (params: z.output<P>) => { project: string; name: string };
  /** The object as its GET shows it: what conditions are about. */
  current: (ctx: ServiceContext, params: z.output<P>) => Promise<object>;
  apply: (ctx: ServiceContext, input: ApplyInput) => Promise<ApplyResult>;
}

/** A route that applies one definition document, written as JSON or YAML, by the verb that applies files. */
export function definePutRoute<
  P extends z.ZodType,
  Q extends z.ZodType<{ message?: string | undefined }>,
  B extends z.ZodType,
>({ operation, kind, target, current, apply }: PutDefinition<P, Q, B>) {
  return defineRoute({
    name: operation.id,
    params: operation.params,
    query: operation.query,
    run: async (ctx, { params, query }, request) => {
      const { project, name } = target(params);
      const file = { path: `${kind}/${name}.yaml`, text: await readDocumentText(request) };
      requireNamed(file, kind, name);
      const result = await apply(ctx, {
        project,
        files: [file],
        prune: false,
        message: query.message ?? null,
        precondition: () => requireConditions(request, () => current(ctx, params)),
      });
      const isNew = result.changes.some(
        (change) => change.kind === kind && change.name === name && change.action === "create",
      );
      return Response.json(appliedWire(result), { status: isNew ? 201 : 200, headers: NOT_STORED });
    },
  });
}

async function readDocumentText(request: Request): Promise<string> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== JSON_MEDIA_TYPE && type !== YAML_MEDIA_TYPE) {
    throw invalid([
      {
        path: "",
        message: "The body must be JSON or YAML",
        expected: `content-type: ${JSON_MEDIA_TYPE} or ${YAML_MEDIA_TYPE}`,
      },
    ]);
  }
  const text = await readText(request, BODY_BYTES_MAX);
  if (type === JSON_MEDIA_TYPE) requireJson(text);
  // JSON is YAML too, and the YAML reader keeps the digits of large integers.
  return text;
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw invalid([{ path: "", message: "The body is not valid JSON" }]);
  }
}

/** What is wrong with the document itself is told by the verb, with everything else. */
function requireNamed(file: { path: string; text: string }, kind: Kind, name: string): void {
  const { documents, problems } = readDefinitionFiles([file], { projectRequired: false });
  if (problems.length > 0) throw invalid(problems);
  const [one] = documents;
  if (!one || documents.length > 1) {
    throw invalid([{ path: "", message: `The body holds ${documents.length} definitions`, expected: "one" }]);
  }
  const found = { kind: one.document.kind, name: one.document.name };
  const wrong = (
    [
      ["kind", kind],
      ["name", name],
    ] as const
  )
    .filter(([key, expected]) => found[key] !== expected)
    .map(([key, expected]) => ({
      path: key,
      file: file.path,
      ...one.locate([key]),
      message: `The address says ${expected}, the document ${found[key]}`,
      expected,
    }));
  if (wrong.length > 0) throw invalid(wrong);
}

/** RFC 9110 §13.1: PRECONDITION when If-Match or If-None-Match does not hold. */
async function requireConditions(request: Request, current: () => Promise<object>): Promise<void> {
  const match = request.headers.get("if-match");
  const noneMatch = request.headers.get("if-none-match");
  if (match === null && noneMatch === null) return;
  const etag = await current().then(
    (body) => etagOf(JSON.stringify(body)),
    (error: unknown) => {
      if (error instanceof AppError && error.code === "NOT_FOUND") return null;
      throw error;
    },
  );
  if (match !== null && !isMatched(match, etag)) {
    throw new AppError("PRECONDITION", "Somebody changed this since you read it; read it again.");
  }
  if (etag !== null && isNoneMatched(noneMatch, etag)) {
    throw new AppError("PRECONDITION", "This is there already.");
  }
}
