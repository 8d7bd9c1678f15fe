import "server-only";
import {
  type DuckDBArrayType,
  type DuckDBDecimalType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from "@duckdb/node-api";
import type { ValueType } from "@/lib/core/model/value-type";
import { quoteName } from "./quote";

/** How a DuckDB column is read. */
interface ReadAs {
  type: ValueType;
  /** SQL that turns the column into a DuckDB type of `type`; `null` = it is one already. */
  convert: ((sql: string) => string) | null;
}

const plain = (type: ValueType): ReadAs => ({ type, convert: null });
const castTo = (type: ValueType): ReadAs => ({
  type,
  convert: (sql) => `CAST(${sql} AS ${sqlTypeOf(type)})`,
});

const SIMPLE: Partial<Record<DuckDBTypeId, ReadAs>> = {
  [DuckDBTypeId.BOOLEAN]: plain({ kind: "bool" }),
  [DuckDBTypeId.TINYINT]: plain({ kind: "int8" }),
  [DuckDBTypeId.SMALLINT]: plain({ kind: "int16" }),
  [DuckDBTypeId.INTEGER]: plain({ kind: "int32" }),
  [DuckDBTypeId.BIGINT]: plain({ kind: "int64" }),
  [DuckDBTypeId.UTINYINT]: castTo({ kind: "int16" }),
  [DuckDBTypeId.USMALLINT]: castTo({ kind: "int32" }),
  [DuckDBTypeId.UINTEGER]: castTo({ kind: "int64" }),
  [DuckDBTypeId.UBIGINT]: castTo({ kind: "decimal", precision: 20, scale: 0 }),
  [DuckDBTypeId.HUGEINT]: castTo({ kind: "decimal", precision: 38, scale: 0 }),
  [DuckDBTypeId.FLOAT]: plain({ kind: "float32" }),
  [DuckDBTypeId.DOUBLE]: plain({ kind: "float64" }),
  [DuckDBTypeId.BLOB]: plain({ kind: "bytes" }),
  [DuckDBTypeId.DATE]: plain({ kind: "date" }),
  [DuckDBTypeId.TIMESTAMP]: plain({ kind: "timestamp_ntz" }),
  [DuckDBTypeId.TIMESTAMP_S]: castTo({ kind: "timestamp_ntz" }),
  [DuckDBTypeId.TIMESTAMP_MS]: castTo({ kind: "timestamp_ntz" }),
  [DuckDBTypeId.TIMESTAMP_NS]: { type: { kind: "timestamp_ntz" }, convert: floorToMicros },
  [DuckDBTypeId.TIMESTAMP_TZ]: plain({ kind: "timestamp" }),
};

/**
 * The value type of a DuckDB column. Types that definitions cannot say (time, interval, uuid, enum, bit, union …) are
 * read as their text.
 */
export function readAs(type: DuckDBType): ReadAs {
  const simple = SIMPLE[type.typeId];
  if (simple) return simple;
  const nested = nestedType(type);
  if (!nested)
    return type.typeId === DuckDBTypeId.VARCHAR && !type.alias
      ? plain({ kind: "string" })
      : castTo({ kind: "string" });
  return isExact(type) ? plain(nested) : castTo(nested);
}

/** The DuckDB type that holds values of a value type, as SQL. */
export function sqlTypeOf(type: ValueType): string {
  switch (type.kind) {
    case "bool":
      return "BOOLEAN";
    case "int8":
      return "TINYINT";
    case "int16":
      return "SMALLINT";
    case "int32":
      return "INTEGER";
    case "int64":
      return "BIGINT";
    case "float32":
      return "FLOAT";
    case "float64":
      return "DOUBLE";
    case "string":
      return "VARCHAR";
    case "bytes":
      return "BLOB";
    case "date":
      return "DATE";
    case "timestamp":
      return "TIMESTAMPTZ";
    case "timestamp_ntz":
      return "TIMESTAMP";
    case "decimal":
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case "list":
      return `${sqlTypeOf(type.element)}[]`;
    case "embedding":
      return `FLOAT[${type.dimensions}]`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `${quoteName(field.name)} ${sqlTypeOf(field.type)}`).join(", ")})`;
  }
}

function nestedType(type: DuckDBType): ValueType | null {
  // The bindings tell these apart by typeId; the casts only restate it.
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type as DuckDBDecimalType;
      return { kind: "decimal", precision: width, scale };
    }
    case DuckDBTypeId.LIST:
      return { kind: "list", element: readAs((type as DuckDBListType).valueType).type };
    case DuckDBTypeId.ARRAY: {
      const { valueType, length } = type as DuckDBArrayType;
      const element = readAs(valueType).type;
      return element.kind === "float32"
        ? { kind: "embedding", dimensions: length }
        : { kind: "list", element };
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      if (entryNames.some((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))) return null;
      return {
        kind: "struct",
        fields: entryNames.map((name, i) => ({ name, type: readAs(entryTypes[i] as DuckDBType).type })),
      };
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      const fields = [
        { name: "key", type: readAs(keyType).type },
        { name: "value", type: readAs(valueType).type },
      ];
      return { kind: "list", element: { kind: "struct", fields } };
    }
    default:
      return null;
  }
}

/** Whether the values of a nested type come out as its value type says, without a cast. */
function isExact(type: DuckDBType): boolean {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return readsPlain((type as DuckDBListType).valueType);
    case DuckDBTypeId.ARRAY:
      return readsPlain((type as DuckDBArrayType).valueType);
    case DuckDBTypeId.STRUCT:
      return (type as DuckDBStructType).entryTypes.every(readsPlain);
    case DuckDBTypeId.MAP:
      return readsPlain((type as DuckDBMapType).keyType) && readsPlain((type as DuckDBMapType).valueType);
    default:
      return true;
  }
}

function readsPlain(type: DuckDBType): boolean {
  return readAs(type).convert === null;
}

/** A plain cast cuts towards 1970, which moves earlier times into the future by up to a microsecond. */
function floorToMicros(sql: string): string {
  const cut = `CAST(${sql} AS TIMESTAMP)`;
  return `CASE WHEN CAST(${cut} AS TIMESTAMP_NS) > ${sql} THEN ${cut} - INTERVAL 1 MICROSECOND ELSE ${cut} END`;
}
