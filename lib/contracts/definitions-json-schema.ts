import { z } from "zod";
import { KINDS } from "@/lib/core/model/definitions";
import { FILE_DOCUMENTS } from "./definitions";

type JsonSchema = z.core.JSONSchema.BaseSchema;

const FILE_KINDS = [...KINDS, "test"] as const;

/**
 * The JSON Schema (2020-12) of definition files as people write them, one alternative for each kind. It says
 * less than the parser does: what a schema cannot say (durations in bounds, cross-field rules) the parser adds.
 */
export function definitionsJsonSchema(): object {
  const definitions = FILE_KINDS.map((kind): [string, JsonSchema] => [kind, documentSchema(kind)]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Asof definition",
    description: "One document of a definition file. A file may hold several, separated by ---.",
    type: "object",
    required: ["kind"],
    properties: { kind: { enum: [...FILE_KINDS], description: "What the document defines." } },
    oneOf: FILE_KINDS.map((kind) => ({ $ref: `#/$defs/${kind}` })),
    $defs: Object.fromEntries(definitions),
  };
}

function documentSchema(kind: (typeof FILE_KINDS)[number]): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(FILE_DOCUMENTS[kind], {
    target: "draft-2020-12",
    io: "input",
    reused: "inline",
    override: ({ zodSchema, jsonSchema }) => {
      // The default of an absent key stands behind a transformation, where the generator leaves it out.
      const fallback = z.globalRegistry.get(zodSchema)?.default;
      if (fallback !== undefined) jsonSchema.default = fallback;
      // Safe-integer bounds of whole numbers are noise in an editor.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return { title: kind.replace("_", " "), ...schema };
}
