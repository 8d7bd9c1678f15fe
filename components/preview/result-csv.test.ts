import { describe, expect, it } from "vitest";
import { tableCsv } from "@/components/table/cell-text";
import { resultColumns } from "./result-columns";
import { resultTable } from "./result-csv";
import { sampleResult } from "./sample-result.test-data";

const result = sampleResult();
const columns = resultColumns(result);

describe("the CSV of a result", () => {
  const csvOf = (withSources: boolean) => {
    const table = resultTable(result, columns, withSources);
    return tableCsv(table.columns, table.rows).split("\r\n");
  };

  it("S7, R20: is safe in a spreadsheet and loses no digit", () => {
    const lines = csvOf(false);
    expect(lines[0]).toBe("origin,at,departures__delay,departures__note,profile__city,label");
    expect(lines[1]).toBe("ATL,2026-11-14T18:45:00.000000Z,8,,Atlanta,1");
    expect(lines[2]).toBe("ORD,2026-11-14T18:45:00.000000Z,9007199254740993,'=1+1,Chicago,0");
    expect(lines[3]).toBe("ATL,2027-03-01T00:00:00.000000Z,,,Atlanta,NaN");
    expect(lines).toHaveLength(result.rows.length + 2);
  });

  it("keeps a null apart from a value that was never seen when statuses are asked for", () => {
    const [header = "", first = "", , , fourth = ""] = csvOf(true);
    const at = header.split(",").indexOf("departures__note__status");
    expect([first.split(",")[at], fourth.split(",")[at]]).toEqual(["NULL_VALUE", "NOT_FOUND"]);
    expect(
      header.split(",").filter((name) => name.startsWith("departures__") && !name.includes("status")),
    ).toEqual([
      "departures__delay",
      "departures__note",
      "departures__event_time",
      "departures__created_time",
      "departures__age_ms",
    ]);
  });
});
