import "server-only";
import { z } from "zod";
import { JSON_MEDIA_TYPE, type Operation } from "@/lib/contracts/api/operation";
import { OPERATIONS } from "@/lib/contracts/api/operations";
import { Problem } from "@/lib/contracts/api/values";
import { assertNever } from "@/lib/core/errors";

type JsonSchema = Record<string, unknown>;

export interface ApiDescription {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, JsonSchema>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, JsonSchema> };
}

const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** The API as OpenAPI 3.1, made from the contracts that its routes parse with. */
export function describeApi(): ApiDescription {
  const components = new Components();
  const paths: ApiDescription["paths"] = {};
  for (const operation of OPERATIONS) {
    const path = paths[operation.path] ?? {};
    paths[operation.path] = path;
    path[operation.method.toLowerCase()] = describeOperation(operation, components);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Asof",
      version: "1",
      description:
        "The feature registry over HTTP. Times are RFC 3339 in UTC; 64-bit integers and decimals travel as text. " +
        "Errors are application/problem+json (RFC 9457).",
    },
    servers: [{ url: "/api/v1" }],
    tags: [...new Set(OPERATIONS.map((operation) => operation.tag))].map((name) => ({ name })),
    security: [{ token: [] }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "asof_<prefix>_<secret>",
          description: "An API token, from Settings or `asof token create`.",
        },
      },
    },
  };
}

/** Schemas that have a name stand once, under components. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  schemaOf(schema: z.ZodType): JsonSchema {
    const {
      $defs,
      $schema: _,
      ...root
    } = z.toJSONSchema(schema, {
      target: "draft-2020-12",
      io: "input",
      unrepresentable: "any",
    }) as JsonSchema & { $defs?: Record<string, JsonSchema> };
    for (const [id, definition] of Object.entries($defs ?? {})) this.schemas[id] = relocate(definition);
    return relocate(root);
  }
}

/** Turns references to a schema's own definitions into references to the components. */
function relocate(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}

function describeOperation(operation: Operation, components: Components): JsonSchema {
  const parameters = [
    ...parametersOf("path", operation.params, components),
    ...parametersOf("query", operation.query, components),
    ...conditionsOf(operation),
  ];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.isOpen ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body === null ? {} : { requestBody: bodyOf(operation, operation.body, components) }),
    responses: responsesOf(operation, components),
  };
}

function parametersOf(place: "path" | "query", schema: z.ZodType, components: Components): JsonSchema[] {
  const { properties = {}, required = [] } = components.schemaOf(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function conditionsOf({ id, method, isResource }: Operation): JsonSchema[] {
  const header = (name: string, description: string) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  });
  switch (method) {
    case "GET":
      return isResource ? [header("If-None-Match", "The ETag you have: 304 when it still holds.")] : [];
    case "PUT":
      return [
        header("If-Match", "The ETag you read: 412 when somebody changed the object since."),
        header("If-None-Match", "`*`: 412 when the object is there already."),
      ];
    case "POST":
      return id === "writeRows"
        ? [
            header(
              "Idempotency-Key",
              "The same key with the same body is one write, however often it is sent.",
            ),
          ]
        : [];
    case "DELETE":
      return [];
    default:
      return assertNever(method);
  }
}

function bodyOf(operation: Operation, schema: z.ZodType, components: Components): JsonSchema {
  const mediaTypes = operation.bodyMediaTypes ?? [JSON_MEDIA_TYPE];
  const reference = components.schemaOf(schema);
  return {
    required: true,
    content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: reference }])),
  };
}

function responsesOf(operation: Operation, components: Components): Record<string, JsonSchema> {
  const done = (description: string) => ({
    description,
    ...(operation.isResource ? { headers: { ETag: { schema: { type: "string" } } } } : {}),
    content: Object.fromEntries(
      (operation.responseMediaTypes ?? [JSON_MEDIA_TYPE]).map((type) => [
        type,
        { schema: components.schemaOf(operation.response) },
      ]),
    ),
  });
  const problem = (description: string) => ({
    description,
    content: { [PROBLEM_MEDIA_TYPE]: { schema: components.schemaOf(Problem) } },
  });
  const responses: Record<string, JsonSchema> = {};
  if (operation.status === 204) responses["204"] = { description: "Done; no body." };
  else responses[String(operation.status ?? 200)] = done("Done.");
  if (operation.alsoStatus) responses[String(operation.alsoStatus)] = done("Done; the object is new.");
  if (operation.isResource) responses["304"] = { description: "You have it as it is." };
  if (operation.id === "getHealth") responses["503"] = done("A part does not answer.");
  if (!operation.isOpen) {
    responses["401"] = problem("No token, or one that is unknown, expired or revoked.");
    responses["403"] = problem("You may not do this; `detail` says who may.");
  }
  if (operation.path.includes("{"))
    responses["404"] = problem("There is no such thing, or you may not see it.");
  if (operation.method === "PUT") responses["412"] = problem("The condition in the request does not hold.");
  if (operation.body !== null) responses["413"] = problem("The body is too large.");
  responses["422"] = problem("The input is wrong; `errors` names the fields.");
  responses.default = problem("Any other failure.");
  return responses;
}
