import { describe, expect, it } from "vitest";
import { csvColumns, guessTimeColumn, holdCsvFile, holdCsvText } from "./csv-input";

describe("the columns of CSV", () => {
  it.each([
    ["origin,at\nATL,1", ["origin", "at"]],
    ["\uFEFForigin,at\r\nATL,1", ["origin", "at"]],
    ['"a, b","say ""hi""",c\n', ["a, b", 'say "hi"', "c"]],
    ['"two\nlines",b\n1,2', ["two\nlines", "b"]],
    ["\n\norigin\n", ["origin"]],
    [" origin , at \n", ["origin", "at"]],
    ["", []],
    ["only", ["only"]],
  ])("%j are %j", (text, columns) => {
    expect(csvColumns(text)).toEqual(columns);
  });
});

describe("the time column", () => {
  it.each([
    [["origin", "departed_at", "at"], "at"],
    [["origin", "departed_at"], "departed_at"],
    [["when", "EVENT_TIMESTAMP"], "EVENT_TIMESTAMP"],
    [["origin", "delay"], ""],
  ])("of %j is guessed as %j", (columns, time) => {
    expect(guessTimeColumn(columns)).toBe(time);
  });
});

describe("held CSV", () => {
  it("is looked at only at its beginning", async () => {
    const text = `origin,at\n${"ATL,2026-01-01T00:00:00Z\n".repeat(100_000)}`;
    let readBytes = 0;
    class CountedFile extends File {
      override slice(start?: number, end?: number): Blob {
        readBytes = Math.max(readBytes, end ?? this.size);
        return super.slice(start, end);
      }
    }
    const held = await holdCsvFile(new CountedFile([text], "big.csv"));
    expect(held.columns).toEqual(["origin", "at"]);
    expect(held.head).toHaveLength(4);
    expect(readBytes).toBeLessThanOrEqual(64 * 1024);
  });

  it("keeps pasted text as it is, byte for byte", async () => {
    const text = '\uFEFForigin,at\r\n"São Paulo",1\r\n';
    const held = holdCsvText(text);
    expect(await held.blob.bytes()).toEqual(new TextEncoder().encode(text));
    expect(held.columns).toEqual(["origin", "at"]);
    expect(held.head).toEqual(["origin,at", '"São Paulo",1', ""]);
  });
});
