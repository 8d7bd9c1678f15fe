import "server-only";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import { relationsOf } from "@/lib/core/pit/compute";
import type { GivenSpine, PitGroup, PitPlan, SpineColumn } from "@/lib/core/pit/plan";
import type { FilesRelation, Relation } from "@/lib/core/pit/relation";
import { filesOf } from "@/lib/core/pit/relation";
import type { Strategy } from "@/lib/core/pit/strategy";
import type { PitResult } from "../engine";
import { answer } from "./child/answer";
import { Stop } from "./child/run";
import { typeOf } from "./child/spine";
import { fromCell } from "./convert";
import { resolveFiles } from "./paths";
import type { CallLimits, EngineRequest, FilesByPath } from "./protocol";
import { quoteName, quoteText } from "./quote";
import { sqlTypeOf } from "./types";

export const LIMITS: CallLimits = {
  memoryLimitMb: 1024,
  residentLimitMb: 8192,
  spillLimitMb: 1024,
  threads: 2,
  resultBytesMax: 64 * 1024 * 1024,
};

/** A folder of files and the child's side of the engine, in this process: for tests of joins, not of processes. */
export interface PitUnderTest {
  root: string;
  /** Writes a Parquet file of typed cells; rows keep their order. */
  writeParquet(file: string, columns: TypedColumn[], rows: readonly Cell[][]): Promise<void>;
  run(plan: PitPlan): Promise<PitResult>;
  ask<T>(request: EngineRequest): Promise<T>;
  filesFor(relations: Relation[]): Promise<FilesByPath>;
  close(): Promise<void>;
}

export async function startPitUnderTest(): Promise<PitUnderTest> {
  const root = await mkdtemp(path.join(tmpdir(), "asof-pit-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();

  async function filesFor(relations: Relation[]): Promise<FilesByPath> {
    const files: FilesByPath = {};
    for (const relation of relations.flatMap(filesOf)) {
      files[relation.path] = await resolveFiles(
        { roots: [root], privatePaths: [] },
        relation.path,
        relation.name,
      );
    }
    return files;
  }

  async function ask<T>(request: EngineRequest): Promise<T> {
    const result = await answer(request, {
      limits: LIMITS,
      spillFolder: path.join(root, ".spill"),
      stop: new Stop(),
      spans: [],
      onProgress: () => {},
      now: () => performance.now(),
    });
    return result as T;
  }

  return {
    root,
    ask,
    filesFor,
    async writeParquet(file, columns, rows) {
      const types = columns.map((column) => typeOf(column.type));
      const list = columns.map(
        (column, i) => `${quoteName(column.name)} ${sqlTypeOf(types[i] ?? { kind: "string" })}`,
      );
      await connection.run(`CREATE OR REPLACE TABLE t (${list.join(", ")})`);
      const shape = await connection.run("SELECT * FROM t LIMIT 0");
      const appender = await connection.createAppender("t");
      for (let start = 0; start < rows.length; start += 2048) {
        const part = rows.slice(start, start + 2048);
        const chunk = DuckDBDataChunk.create(shape.columnTypes(), part.length);
        chunk.setColumns(
          columns.map((_, i) => part.map((row) => fromCell(row[i] ?? null, types[i] ?? { kind: "string" }))),
        );
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
      await connection.run(`COPY t TO ${quoteText(path.join(root, file))} (FORMAT parquet)`);
    },
    async run(plan) {
      const spine = plan.spine.kind === "sample" ? [plan.spine.source] : [];
      const files = await filesFor([...spine, ...plan.groups.flatMap(relationsOf)]);
      return ask<PitResult>({ method: "runPit", plan, files });
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A source over files that hold instants. */
export function filesRelation(name: string, file: string, more: Partial<FilesRelation> = {}): FilesRelation {
  return {
    kind: "files",
    name,
    format: "parquet",
    path: file,
    timezone: null,
    times: [],
    columns: null,
    ...more,
  };
}

export function givenSpine(columns: SpineColumn[], rows: readonly Cell[][]): GivenSpine {
  const time = columns.find((column) => column.role === "time")?.name ?? "";
  return {
    kind: "rows",
    columns,
    time,
    rowCount: rows.length,
    values: columns.map((_, i) => rows.map((row) => row[i] ?? null)),
  };
}

/** A group with the usual columns: its keys, `event`, `created` and the features, each under its own name. */
export function groupOf(
  name: string,
  keys: TypedColumn[],
  features: TypedColumn[],
  relation: Relation,
  more: Partial<PitGroup> = {},
): PitGroup {
  return {
    name,
    group: name,
    version: null,
    keys: keys.map((key) => ({ name: key.name, column: key.name, spineColumn: key.name, type: key.type })),
    eventTime: "event",
    createdTime: "created",
    ttlSeconds: null,
    strict: false,
    nulls: "latest_row",
    tombstone: null,
    validTo: null,
    relation,
    compute: { kind: "rows" },
    features: features.map((feature) => ({
      name: feature.name,
      column: feature.name,
      type: feature.type,
      output: `${name}__${feature.name}`,
    })),
    tieBreakColumns: features.map((feature) => feature.name),
    ...more,
  };
}

export function planOf(
  spine: PitPlan["spine"],
  groups: PitGroup[],
  strategy: Strategy | null,
  rowsMax = 1_000_000,
  knowledge: PitPlan["knowledge"] = "event",
): PitPlan {
  return { spine, groups, knowledge, rowsMax, strategy };
}
