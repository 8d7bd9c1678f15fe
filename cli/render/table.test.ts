import { describe, expect, it } from "vitest";
import { avroSchema } from "./avro-schema";
import { styleOf } from "./style";
import { renderTable } from "./table";

const COLUMNS = [
  { title: "Name", value: (row: string[]) => row[0] ?? null },
  { title: "Description", value: (row: string[]) => row[1] ?? null },
];

describe("a table", () => {
  it("aligns its columns, leaves no blanks at the end, and shows what is missing as a dash", () => {
    const text = renderTable(COLUMNS, [["a", "long text"], ["longer_name"]], {
      style: styleOf(false),
      width: null,
    });
    expect(text).toBe("Name         Description\na            long text\nlonger_name  -\n");
  });

  it("fits the terminal by shortening its widest columns", () => {
    const text = renderTable(COLUMNS, [["name", "x".repeat(300)]], { style: styleOf(false), width: 40 });
    for (const line of text.trimEnd().split("\n")) expect(line.length).toBeLessThanOrEqual(40);
    expect(text).toContain("…");
  });
});

describe("a schema as Avro", () => {
  it("says every value type in Avro's words", () => {
    const feature = (type: string, nullable = false) => ({ name: "f", type, nullable, description: null });
    const typeOf = (type: string, nullable = false) =>
      (avroSchema("g", [feature(type, nullable)]).fields as { type: unknown }[])[0]?.type;
    expect(typeOf("int64")).toBe("long");
    expect(typeOf("float32", true)).toEqual(["null", "float"]);
    expect(typeOf("timestamp")).toEqual({ type: "long", logicalType: "timestamp-micros" });
    expect(typeOf("decimal(18,2)")).toEqual({
      type: "bytes",
      logicalType: "decimal",
      precision: 18,
      scale: 2,
    });
    expect(typeOf("list<int32>")).toEqual({ type: "array", items: "int" });
    expect(typeOf("embedding<384>")).toEqual({ type: "array", items: "float" });
    expect(typeOf("struct<lat: float64>")).toEqual({
      type: "record",
      name: "f",
      fields: [{ name: "lat", type: "double" }],
    });
  });
});
