import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { OPERATIONS } from "@/lib/contracts/api/operations";
import { describeApi } from "./openapi";

const description = describeApi();
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** The part of the OpenAPI 3.1 meta schema that our description uses; anything else in it is a mistake. */
const META = {
  type: "object",
  required: ["openapi", "info", "paths"],
  additionalProperties: false,
  properties: {
    openapi: { const: "3.1.0" },
    info: {
      type: "object",
      required: ["title", "version"],
      additionalProperties: false,
      properties: { title: { type: "string" }, version: { type: "string" }, description: { type: "string" } },
    },
    servers: { type: "array", items: { type: "object", required: ["url"] } },
    tags: { type: "array", items: { type: "object", required: ["name"] } },
    security: { $ref: "#/$defs/security" },
    paths: {
      type: "object",
      propertyNames: { pattern: "^/" },
      additionalProperties: {
        type: "object",
        minProperties: 1,
        propertyNames: { enum: ["get", "put", "post", "delete"] },
        additionalProperties: { $ref: "#/$defs/operation" },
      },
    },
    components: {
      type: "object",
      additionalProperties: false,
      properties: {
        schemas: {
          type: "object",
          propertyNames: { pattern: "^[a-zA-Z0-9._-]+$" },
          additionalProperties: { $ref: "#/$defs/schema" },
        },
        securitySchemes: { type: "object", additionalProperties: { type: "object", required: ["type"] } },
      },
    },
  },
  $defs: {
    security: { type: "array", items: { type: "object", additionalProperties: { type: "array" } } },
    schema: { anyOf: [{ type: "object" }, { type: "boolean" }] },
    content: {
      type: "object",
      minProperties: 1,
      additionalProperties: {
        type: "object",
        required: ["schema"],
        additionalProperties: false,
        properties: { schema: { $ref: "#/$defs/schema" } },
      },
    },
    operation: {
      type: "object",
      required: ["operationId", "responses", "summary", "tags"],
      additionalProperties: false,
      properties: {
        operationId: { type: "string", pattern: "^[a-z][A-Za-z]+$" },
        tags: { type: "array", items: { type: "string" } },
        summary: { type: "string", minLength: 1 },
        security: { $ref: "#/$defs/security" },
        parameters: {
          type: "array",
          items: {
            type: "object",
            required: ["name", "in", "schema", "required"],
            additionalProperties: false,
            properties: {
              name: { type: "string" },
              in: { enum: ["path", "query", "header"] },
              required: { type: "boolean" },
              description: { type: "string" },
              schema: { $ref: "#/$defs/schema" },
            },
            if: { properties: { in: { const: "path" } } },
            // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
            then: { properties: { required: { const: true } } },
          },
        },
        requestBody: {
          type: "object",
          required: ["content"],
          additionalProperties: false,
          properties: { required: { type: "boolean" }, content: { $ref: "#/$defs/content" } },
        },
        responses: {
          type: "object",
          minProperties: 2,
          propertyNames: { pattern: "^([1-5][0-9]{2}|default)$" },
          additionalProperties: {
            type: "object",
            required: ["description"],
            additionalProperties: false,
            properties: {
              description: { type: "string", minLength: 1 },
              headers: { type: "object" },
              content: { $ref: "#/$defs/content" },
            },
          },
        },
      },
    },
  },
};

function newAjv() {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv;
}

/** A schema of the description by name, compiled with the components that it may refer to; those are read once. */
const ajv = newAjv();
ajv.addSchema({ $id: "api", components: description.components });
function compile(name: string) {
  const validate = ajv.getSchema(`api#/components/schemas/${name}`);
  if (!validate) throw new Error(`${name} is not described`);
  return validate;
}

describe("R23: the description of the API", () => {
  it("is OpenAPI 3.1 as far as it goes, and uses nothing beyond", () => {
    const validate = newAjv().compile(META);
    validate(description);
    expect(validate.errors).toBeNull();
  });

  it("names each operation once, and each parameter of its path", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.sort()).toEqual(OPERATIONS.map((each) => each.id).sort());
    for (const { path, operation } of operations) {
      const parameters = (operation.parameters ?? []) as { name: string; in: string }[];
      const named = parameters.filter((each) => each.in === "path").map((each) => `{${each.name}}`);
      expect(named.sort(), path).toEqual((path.match(/\{\w+\}/g) ?? []).sort());
      const keys = parameters.map((each) => `${each.in} ${each.name}`);
      expect(new Set(keys).size, path).toBe(keys.length);
    }
  });

  it("holds schemas that are JSON Schema 2020-12, and references that lead somewhere", () => {
    for (const name of Object.keys(description.components.schemas)) {
      expect(() => compile(name), name).not.toThrow();
    }
    const references = JSON.stringify(description).match(/"\$ref":"[^"]+"/g) ?? [];
    expect(references.length).toBeGreaterThan(50);
    for (const reference of new Set(references)) {
      const name = /^"\$ref":"#\/components\/schemas\/([\w.-]+)"$/.exec(reference)?.[1] ?? reference;
      expect(description.components.schemas, name).toHaveProperty(name);
    }
  });

  it("asks for a token everywhere but where an operation is open", () => {
    expect(description.security).toEqual([{ token: [] }]);
    const open = operations.filter(({ operation }) => operation.security !== undefined);
    expect(open.map(({ path }) => path).sort()).toEqual(["/health", "/openapi.json"]);
    for (const { operation } of operations.filter((each) => !open.includes(each))) {
      expect(operation.responses).toHaveProperty("401");
      expect(operation.responses).toHaveProperty("403");
    }
  });

  it("shows examples that the API itself accepts, one for each body", () => {
    const bodies = OPERATIONS.flatMap((each) => (each.body === null ? [] : [[each.id, each.body] as const]));
    expect(bodies.length).toBeGreaterThan(5);
    for (const [id, body] of bodies) {
      const { examples = [] } = (body.meta() ?? {}) as { examples?: unknown[] };
      expect(examples.length, id).toBeGreaterThan(0);
      for (const example of examples) {
        expect((body as z.ZodType).safeParse(example).error, id).toBeUndefined();
        const name = (body.meta() as { id: string }).id;
        const validate = compile(name);
        validate(example);
        expect(validate.errors, id).toBeNull();
      }
    }
  });
});
