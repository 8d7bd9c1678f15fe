import { describe, expect, it } from "vitest";
import { readCsv } from "./read";

const values = (text: string) => {
  const outcome = readCsv(text);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.columns.map((column) => [column.name, ...column.values]);
};
const problems = (text: string) => {
  const outcome = readCsv(text);
  return outcome.ok ? [] : outcome.problems;
};

describe("a spine as CSV", () => {
  it("skips a BOM and reads CRLF, quotes, quoted commas and quoted line breaks", () => {
    expect(values('\uFEFFid,note\r\n1,"a, ""b""\nc"\r\n2,\r\n')).toEqual([
      ["id", "1", "2"],
      ["note", 'a, "b"\nc', ""],
    ]);
  });

  it("keeps text as written: leading zeros, spaces, large integers", () => {
    expect(values("id,n\n007, x \n9007199254740993,1.0")).toEqual([
      ["id", "007", "9007199254740993"],
      ["n", " x ", "1.0"],
    ]);
  });

  it("refuses a NUL and says where", () => {
    expect(problems("id\n1\n2\0")).toMatchObject([
      { path: "spine", line: 3, message: expect.stringContaining("NUL") },
    ]);
  });

  it("names every row with a wrong number of fields", () => {
    expect(problems("a,b\n1,2\n1\n1,2,3")).toMatchObject([
      { line: 3, message: "row 2 has 1 field" },
      { line: 4, message: "row 3 has 3 fields" },
    ]);
  });

  it("counts what it does not list", () => {
    const listed = problems(`a,b\n${"1\n".repeat(30)}`);
    expect(listed).toHaveLength(21);
    expect(listed.at(-1)?.message).toBe("10 more rows have a wrong number of fields");
  });

  it("refuses an unclosed quote", () => {
    expect(problems('a,b\n"1,2')).toMatchObject([{ message: expect.stringContaining("does not end") }]);
  });

  it("refuses nothing at all", () => {
    expect(problems("")).toMatchObject([{ message: "is empty" }]);
  });
});
