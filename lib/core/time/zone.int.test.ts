import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { formatWallClock } from "./instant";
import { instantOfWallClock } from "./zone";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 5000 : 300;
const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Pacific/Apia",
  "Africa/Casablanca",
];

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
});
afterAll(() => instance.closeSync());

async function duckdbInstant(wall: bigint, zone: string): Promise<bigint> {
  const connection = await instance.connect();
  const result = await connection.run(
    `SELECT epoch_us(timezone('${zone}', TIMESTAMP '${formatWallClock(wall)}'))`,
  );
  const [[micros] = []] = await result.getRows();
  connection.closeSync();
  return BigInt(String(micros));
}

it("pit rule 16: a wall clock is the same instant here as in DuckDB, gaps and folds included", async () => {
  const minute = fc.integer({ min: Date.UTC(1990, 0) / 60_000, max: Date.UTC(2026, 11) / 60_000 });
  const property = fc.asyncProperty(minute, fc.constantFrom(...ZONES), async (minutes, zone) => {
    const wall = BigInt(minutes) * 60_000_000n;
    expect(instantOfWallClock(wall, zone)).toBe(await duckdbInstant(wall, zone));
  });
  await fc.assert(property, { numRuns: RUNS });
});

it.each(ZONES)(
  "pit rule 16: every quarter of an hour around the changes of %s in 2025 agrees with DuckDB",
  async (zone) => {
    const connection = await instance.connect();
    const days = [
      "2025-03-09",
      "2025-03-30",
      "2025-04-06",
      "2025-10-05",
      "2025-10-26",
      "2025-11-02",
      "2025-03-02",
      "2025-02-23",
    ];
    for (const day of days) {
      const result = await connection.run(
        `SELECT epoch_us(t), epoch_us(timezone('${zone}', t)) FROM range(TIMESTAMP '${day}', TIMESTAMP '${day}' + INTERVAL 1 DAY, INTERVAL 15 MINUTE) r(t)`,
      );
      for (const [wall, instant] of await result.getRows()) {
        expect(instantOfWallClock(BigInt(String(wall)), zone)).toBe(BigInt(String(instant)));
      }
    }
    connection.closeSync();
  },
);
