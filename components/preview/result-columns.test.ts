import { describe, expect, it } from "vitest";
import { cellStatus, resultColumns, statusWord } from "./result-columns";
import { sampleResult } from "./sample-result.test-data";

const result = sampleResult();
const columns = resultColumns(result);

describe("the columns of a result", () => {
  it("stand in reading order, features under their own names", () => {
    expect(columns.map((column) => column.label)).toEqual(["origin", "at", "delay", "note", "city", "label"]);
  });

  it("give the four statuses, and none for the spine", () => {
    const statuses = (label: string) =>
      result.rows.map((_, row) => {
        const column = columns.find((one) => one.label === label);
        return column ? cellStatus(result, row, column) : undefined;
      });
    expect(statuses("note")).toEqual(["NULL_VALUE", "PRESENT", "OUTSIDE_MAX_AGE", "NOT_FOUND", "NOT_FOUND"]);
    expect(statuses("origin")).toEqual([null, null, null, null, null]);
  });

  it("pit rule 25: have a word of their own for what was deleted or has ended", () => {
    expect(statusWord("NOT_FOUND", "DELETED")).toBe("deleted");
    expect(statusWord("NOT_FOUND", "ENDED")).toBe("ended");
    expect(statusWord("NOT_FOUND", "NOT_FOUND")).toBe("never seen");
  });
});
