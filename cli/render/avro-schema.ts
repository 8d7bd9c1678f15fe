import { assertNever } from "@/lib/core/errors";
import { parseValueType, type ValueType } from "@/lib/core/model/value-type";

type AvroType = string | AvroType[] | { [key: string]: unknown };

/** The schema of a version as an Avro record (Apache Avro 1.12): what Seeknal prints under `avro_schema`. */
export function avroSchema(
  group: string,
  features: readonly { name: string; type: string; nullable: boolean; description: string | null }[],
): Record<string, unknown> {
  return {
    type: "record",
    name: group,
    fields: features.map(({ name, type, nullable, description }) => {
      const parsed = parseValueType(type);
      const avro = parsed ? avroType(parsed, name) : "string";
      return {
        name,
        type: nullable ? ["null", avro] : avro,
        ...(description === null ? {} : { doc: description }),
      };
    }),
  };
}

function avroType(type: ValueType, name: string): AvroType {
  switch (type.kind) {
    case "bool":
      return "boolean";
    case "int8":
    case "int16":
    case "int32":
      return "int";
    case "int64":
      return "long";
    case "float32":
      return "float";
    case "float64":
      return "double";
    case "string":
    case "bytes":
      return type.kind;
    case "date":
      return { type: "int", logicalType: "date" };
    case "timestamp":
      return { type: "long", logicalType: "timestamp-micros" };
    case "timestamp_ntz":
      return { type: "long", logicalType: "local-timestamp-micros" };
    case "decimal":
      return { type: "bytes", logicalType: "decimal", precision: type.precision, scale: type.scale };
    case "list":
      return { type: "array", items: avroType(type.element, `${name}_item`) };
    case "embedding":
      return { type: "array", items: "float" };
    case "struct":
      return {
        type: "record",
        name,
        fields: type.fields.map((field) => ({
          name: field.name,
          type: avroType(field.type, `${name}_${field.name}`),
        })),
      };
    default:
      return assertNever(type);
  }
}
