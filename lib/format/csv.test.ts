import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { formatCsv } from "./csv";

const TEXT = { header: "name", numeric: false };
const NUMBER = { header: "value", numeric: true };
const line = (csv: string, index: number) => csv.split("\r\n")[index];

describe("S7: CSV export", () => {
  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\0x", '=HYPERLINK("http://x")'])(
    "a text cell that starts like the formula %j is neutralised",
    (cell) => {
      const [, row] = Papa.parse<string[]>(formatCsv([TEXT], [[cell]])).data;
      expect(row).toEqual([`'${cell}`]);
    },
  );

  test("a header is text too", () => {
    expect(line(formatCsv([{ header: "=cmd", numeric: false }], []), 0)).toBe("'=cmd");
  });

  test("numbers stay numbers, negative ones and 64-bit ones too", () => {
    const csv = formatCsv(
      [NUMBER],
      [[-12.5], ["-9223372036854775808"], ["1e-7"], ["NaN"], ["-Infinity"], [3n]],
    );
    expect(csv).toBe("value\r\n-12.5\r\n-9223372036854775808\r\n1e-7\r\nNaN\r\n-Infinity\r\n3\r\n");
  });

  test("a numeric column cannot smuggle a formula", () => {
    expect(line(formatCsv([NUMBER], [["=1+1"]]), 1)).toBe("'=1+1");
    expect(line(formatCsv([NUMBER], [["-1+cmd|' /C calc'!A0"]]), 1)).toBe("'-1+cmd|' /C calc'!A0");
  });

  test("quotes, commas and line breaks are quoted after RFC 4180", () => {
    expect(formatCsv([TEXT, TEXT], [['say "hi"', "a,b"]])).toBe('name,name\r\n"say ""hi""","a,b"\r\n');
  });

  test("nothing and empty text stay apart", () => {
    expect(line(formatCsv([TEXT, TEXT], [[null, ""]]), 1)).toBe(',""');
  });

  test("an independent reader gets every text back, apart from the apostrophe", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.string()), { minLength: 1 }),
        (rows) => {
          const parsed = Papa.parse<string[]>(formatCsv([TEXT, TEXT], rows), {
            newline: "\r\n",
            delimiter: ",",
          }).data;
          const expected = rows.map((row) =>
            row.map((cell) => (/^[=+\-@\t\r\n\0]/.test(cell) ? `'${cell}` : cell)),
          );
          expect(parsed.slice(1, -1)).toEqual(expected);
        },
      ),
    );
  });
});
