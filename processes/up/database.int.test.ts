import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "@/lib/store/migrate";
import { PATIENCE } from "../child-under-test";
import { serverPid } from "../crash/processes-under-test";
import { migrationsFolder } from "../root";
import { type Database, openOwnDatabase } from "./database";

let dataDir: string;
let database: Database;
const said: string[] = [];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "asof-test-"));
  database = await openOwnDatabase(dataDir, (line) => said.push(line));
}, PATIENCE.hookTimeout);
afterAll(async () => {
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe("a database of our own", () => {
  test(
    "R9 that is killed under the launcher's work comes back, and the work is done",
    async () => {
      const before = serverPid(dataDir);
      if (before === null) throw new Error("the server has no pid");
      let attempts = 0;
      const applied = await database.outlive(async () => {
        if (attempts++ === 0) process.kill(before, "SIGKILL");
        return await migrate(database.url, migrationsFolder);
      });
      expect(applied.length).toBeGreaterThan(0);
      expect(attempts).toBeGreaterThan(1);
      expect(serverPid(dataDir)).not.toBe(before);
      expect(said.join("\n")).toContain("PostgreSQL ended unexpectedly");
    },
    PATIENCE.testTimeout,
  );

  test("work that fails for another reason is not begun again", async () => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw new Error("no");
    };
    await expect(database.outlive(work)).rejects.toThrow("no");
    expect(attempts).toBe(1);
  });
});
