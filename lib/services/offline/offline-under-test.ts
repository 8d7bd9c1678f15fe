import "server-only";
import { createHash } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { TEST_FILES } from "@/app/api/v1/test-definitions";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import type { EnginePoolOptions } from "@/lib/offline/duckdb/pool";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
import { type ReadRowsInput, readRows } from "./read-rows";
import { type Upload, type WriteRowsInput, writeRows } from "./write-rows";

/** A row of the group `airport_departures` of the test definitions. */
export interface DepartureRow {
  origin?: string | null;
  departed_at?: string;
  known_at?: string | null;
  delay?: number | string | null;
  seats?: number | string | null;
}

/** A real engine and a real database with one group that nobody has written to yet. */
export interface OfflineUnderTest {
  world: TestContext;
  /** Of the team that owns the group. */
  owner: ServiceContext;
  engine: EngineUnderTest;
  /** Folder of version 1's files. */
  folder: string;
  versionId: string;
  write(
    ctx: ServiceContext,
    rows: readonly DepartureRow[],
    more?: Partial<WriteRowsInput>,
  ): ReturnType<typeof writeRows>;
  read(ctx: ServiceContext, more?: Partial<ReadRowsInput>): ReturnType<typeof readRows>;
  /** Puts text where an upload would stand. */
  receive(text: string): Promise<Upload>;
  /** Names in the folder. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

export const DEPARTURES = { project: "flights", group: "airport_departures", version: null };

export async function startOfflineUnderTest(
  options: Partial<EnginePoolOptions> = {},
): Promise<OfflineUnderTest> {
  const engine = await startEngineUnderTest(options);
  const world = await createTestContext({ admin: true, engine: engine.engine });
  await applyDefinitions(world, { project: "flights", files: TEST_FILES, prune: false, message: null });
  const owner = await world.as({ role: "contributor", teams: ["ops_analytics"], name: "Olga" });
  const root = options.writeRoot ?? engine.dataDir;
  const version = await world.store.read(null, (db) =>
    db.featureGroupVersion.findFirstOrThrow({ where: { number: 1 } }),
  );
  const folder = path.join(root, `offline/${world.projectId}/${version.groupId}/v1`);
  let uploads = 0;
  const receive = async (text: string): Promise<Upload> => {
    const name = `upload-${++uploads}`;
    await writeFile(path.join(root, name), text);
    return {
      path: name,
      bytes: text.length,
      sha256: createHash("sha256").update(text).digest("hex"),
      discard: () => rm(path.join(root, name), { force: true }),
    };
  };
  return {
    world,
    owner,
    engine,
    folder,
    versionId: version.id,
    receive,
    write: (ctx, rows, more = {}) =>
      writeRows(
        ctx,
        {
          ...DEPARTURES,
          format: "json",
          quarantine: false,
          message: null,
          interval: null,
          idempotencyKey: null,
          receive: () => receive(JSON.stringify(rows)),
          ...more,
        },
        { runId: ctx.newId() },
      ),
    read: (ctx, more = {}) =>
      readRows(ctx, {
        ...DEPARTURES,
        asOf: null,
        keys: {},
        sinceUs: null,
        untilUs: null,
        after: null,
        limit: 1000,
        ...more,
      }),
    files: async () => (await readdir(folder)).sort(),
    async close() {
      await world.drop();
      await engine.close();
    },
  };
}

/** A departure that was known an hour later. */
export function departure(origin: string, day: number, delay: number): DepartureRow {
  const date = `2026-01-${String(day).padStart(2, "0")}`;
  return {
    origin,
    departed_at: `${date}T00:00:00Z`,
    known_at: `${date}T01:00:00Z`,
    delay,
    seats: 100,
  };
}

/** Midnight of a day in January 2026, microseconds. */
export function dayUs(day: number): bigint {
  return BigInt(Date.UTC(2026, 0, day)) * 1000n;
}
