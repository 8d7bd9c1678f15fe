import "server-only";
import { availableParallelism, totalmem } from "node:os";
import path from "node:path";
import { AppError, invalid } from "@/lib/core/errors";
import { relationsOf } from "@/lib/core/pit/compute";
import type { PitPlan } from "@/lib/core/pit/plan";
import { type FilesRelation, filesOf, type Relation, storedOf } from "@/lib/core/pit/relation";
import type {
  EngineCall,
  ExpressionDescription,
  LeakMeasures,
  LeakProof,
  OfflineEngine,
  PitExplanation,
  PitResult,
  PreparedFiles,
  SampleRows,
  SelectDescription,
  SelectInspection,
  SourceDescription,
  WrittenPit,
  WrittenSpine,
} from "../engine";
import type { CountedHistory, ExportedHistory, HistoryRows, SweptFolder, WrittenRows } from "../stored";
import { createChildren } from "./children";
import { pathProblem, type Readable, type ResolvedFile, resolveFiles } from "./paths";
import type { CallLimits, EngineRequest, FilesByPath } from "./protocol";

export interface EnginePoolOptions {
  /** Folders that file sources may read, searched in order. */
  roots: readonly string[];
  /** Files and folders inside a root that no source may read. */
  privatePaths?: readonly string[];
  /** Where recipes write; the folder that holds `workDir` when not given. */
  writeRoot?: string;
  /** Work folders of the children. */
  workDir: string;
  /** The bundle of `processes/engine.ts`; `dist/engine.mjs` below the working folder when not given. */
  enginePath?: string;
  /** DuckDB's memory in all children together, such as `4GB`; half of the machine's when not given. */
  memoryLimit?: string | null;
  /** DuckDB's threads per child; all cores when not given. */
  threads?: number | null;
  size?: number;
  queueMax?: number;
  onLog?: (line: string) => void;
}

const SIZE = 2;
const QUEUE_MAX = 32;
const PING_MS = 1000;
/** A yes is good for so long: health is asked by every home page and load balancer, and an answer opens a database. */
const PING_FRESH_MS = 2000;
const SPILL_LIMIT_MB = 32 * 1024;
const RESULT_BYTES_MAX = 64 * 1024 * 1024;
const MB = 1024 * 1024;
/** What Node, DuckDB's code and allocations outside its buffer manager need on top of the memory limit. */
const RESIDENT_EXTRA_MB = 768;
const MEMORY_UNITS: Record<string, number> = { KB: 1 / 1024, MB: 1, GB: 1024, TB: 1024 * 1024 };

/** The offline engine on DuckDB: plans and checked SQL go to child processes, which start with the first call. */
export function createEnginePool(options: EnginePoolOptions): OfflineEngine {
  const size = options.size ?? SIZE;
  const readable: Readable = { roots: options.roots, privatePaths: options.privatePaths ?? [] };
  const writeRoot = options.writeRoot ?? path.dirname(options.workDir);
  const children = createChildren({
    enginePath: options.enginePath ?? path.resolve("dist/engine.mjs"),
    workDir: options.workDir,
    size,
    queueMax: options.queueMax ?? QUEUE_MAX,
    limits: limitsOf(options, size),
    onLog: options.onLog ?? ((line) => process.stderr.write(`${line}\n`)),
  });

  async function ask<T>(request: EngineRequest, call: EngineCall): Promise<T> {
    const { result, spans } = await children.ask(request, call);
    // The child answers a request of this method with this result; both come from one build.
    return { ...result, traceparent: call.traceparent ?? null, spans } as T;
  }

  let isClosed = false;
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | null = null;

  async function answers(): Promise<boolean> {
    const isAlive = await children.ask({ method: "ping" }, { runId: "ping", deadlineMs: PING_MS }).then(
      () => true,
      // All children busy is not the same as no engine.
      (error: unknown) => error instanceof AppError && error.code === "LIMIT",
    );
    if (isAlive && !isClosed) answeredAtMs = performance.now();
    return isAlive;
  }

  return {
    async describeSource(source, call) {
      const files = await filesFor(readable, writeRoot, [source]);
      return withoutRows(await ask<SourceDescription>({ method: "describeSource", source, files }, call));
    },
    async sampleSource(source, { rows, seed }, call) {
      const files = await filesFor(readable, writeRoot, [source]);
      return ask<SampleRows>({ method: "sampleSource", source, rows, seed, files }, call);
    },
    async describeSelect(sql, inputs, call) {
      const files = await filesFor(readable, writeRoot, Object.values(inputs));
      return withoutRows(
        await ask<SelectDescription>({ method: "describeSelect", sql, inputs, files }, call),
      );
    },
    async inspectSelect(sql, times, call) {
      return withoutRows(await ask<SelectInspection>({ method: "inspectSelect", sql, times }, call));
    },
    async describeExpression(expression, columns, call) {
      return withoutRows(
        await ask<ExpressionDescription>({ method: "describeExpression", expression, columns }, call),
      );
    },
    async runPit(plan, call) {
      const files = await filesFor(readable, writeRoot, planRelations(plan));
      return ask<PitResult>({ method: "runPit", plan, files }, call);
    },
    async explainPit(plan, { group, candidatesMax }, call) {
      const files = await filesFor(readable, writeRoot, planRelations(plan));
      return withoutRows(
        await ask<PitExplanation>({ method: "explainPit", plan, group, candidatesMax, files }, call),
      );
    },
    async measureLeaks(plan, { label }, call) {
      const files = await filesFor(readable, writeRoot, planRelations(plan));
      return withoutRows(await ask<LeakMeasures>({ method: "measureLeaks", plan, label, files }, call));
    },
    async proveNoLeak(plan, options, call) {
      const files = await filesFor(readable, writeRoot, planRelations(plan));
      return withoutRows(await ask<LeakProof>({ method: "proveNoLeak", plan, options, files }, call));
    },
    async describeSpine(source, call) {
      const files = { [source.path]: await storeFiles(writeRoot, source.path) };
      return withoutRows(await ask<SourceDescription>({ method: "describeSource", source, files }, call));
    },
    async writeSpine(draft, name, call) {
      const relation = draft.kind === "select" ? draft.relation : draft.source;
      const files = await filesFor(readable, writeRoot, [relation]);
      const outputPath = inWriteRoot(writeRoot, name);
      return withoutRows(await ask<WrittenSpine>({ method: "writeSpine", draft, files, outputPath }, call));
    },
    async writePit(plan, output, call) {
      if (plan.spine.kind !== "files") throw new Error("only a spine file is written");
      const { path: spine } = plan.spine.source;
      const files = {
        ...(await filesFor(readable, writeRoot, planRelations(plan))),
        // No source may name it, so it is looked up apart.
        [spine]: await storeFiles(writeRoot, spine),
      };
      const target = output && { ...output, folder: inWriteRoot(writeRoot, output.folder) };
      return withoutRows(await ask<WrittenPit>({ method: "writePit", plan, files, output: target }, call));
    },
    async prepareFiles(request, call) {
      const outputPath = inWriteRoot(writeRoot, request.outputFolder);
      return withoutRows(await ask<PreparedFiles>({ method: "prepareFiles", request, outputPath }, call));
    },
    async writeRows(request, call) {
      const { input } = request;
      const files =
        "path" in input
          ? { [input.path]: await storeFiles(writeRoot, input.path) }
          : await filesFor(
              readable,
              writeRoot,
              input.kind === "ticks" ? relationsOf(input.group) : [input.relation],
            );
      const outputPath = inWriteRoot(writeRoot, request.folder);
      return withoutRows(await ask<WrittenRows>({ method: "writeRows", request, files, outputPath }, call));
    },
    async rewriteRows(request, call) {
      const files = await filesFor(readable, writeRoot, [request.relation]);
      const outputPath = inWriteRoot(writeRoot, request.folder);
      return withoutRows(await ask<WrittenRows>({ method: "rewriteRows", request, files, outputPath }, call));
    },
    async readHistory(request, call) {
      const files = await filesFor(readable, writeRoot, [request.relation]);
      return ask<HistoryRows>({ method: "readHistory", request, files }, call);
    },
    async countHistory(request, call) {
      const files = await filesFor(readable, writeRoot, [request.relation]);
      return withoutRows(await ask<CountedHistory>({ method: "countHistory", request, files }, call));
    },
    async exportHistory(request, call) {
      const files = await filesFor(readable, writeRoot, [request.relation]);
      const outputPath = inWriteRoot(writeRoot, request.outputPath);
      return withoutRows(
        await ask<ExportedHistory>({ method: "exportHistory", request, files, outputPath }, call),
      );
    },
    async sweepFolder(request, call) {
      const outputPath = inWriteRoot(writeRoot, request.folder);
      return withoutRows(await ask<SweptFolder>({ method: "sweepFolder", request, outputPath }, call));
    },
    async ping() {
      if (performance.now() - answeredAtMs < PING_FRESH_MS) return true;
      asking ??= answers().finally(() => {
        asking = null;
      });
      return asking;
    },
    async close() {
      isClosed = true;
      answeredAtMs = Number.NEGATIVE_INFINITY;
      await children.close();
    },
  };
}

function planRelations(plan: PitPlan): Relation[] {
  const spine = plan.spine.kind === "sample" ? [plan.spine.source] : [];
  const label = plan.label ? relationsOf(plan.label.group) : [];
  return [...spine, ...plan.groups.flatMap(relationsOf), ...label];
}

/** Resolves the files of every `files` relation below the given ones; each path once. */
async function filesFor(
  readable: Readable,
  writeRoot: string,
  relations: readonly Relation[],
): Promise<FilesByPath> {
  const byPath = new Map<string, FilesRelation>();
  for (const relation of relations.flatMap(filesOf)) byPath.set(relation.path, relation);
  const entries = [...byPath.values()].map(
    async (relation) =>
      [relation.path, await resolveFiles(readable, relation.path, `${relation.name}.path`)] as const,
  );
  const stored = relations
    .flatMap(storedOf)
    .flatMap(({ folder, files }) => files.map(({ name }) => `${folder}/${name}`));
  const own = [...new Set(stored)].map(async (path) => [path, await storeFiles(writeRoot, path)] as const);
  return Object.fromEntries(await Promise.all([...entries, ...own]));
}

/** A file of the store or of an upload: named by code, looked at nonetheless. */
function storeFiles(writeRoot: string, relative: string): Promise<ResolvedFile[]> {
  return resolveFiles({ roots: [writeRoot], privatePaths: [] }, relative, relative);
}

/** @throws AppError INVALID for what does not stay below the write root as written. */
function inWriteRoot(writeRoot: string, relative: string): string {
  const problem = pathProblem(relative);
  if (problem || /[*?]/.test(relative)) {
    throw invalid([{ path: "folder", message: problem ?? "is a pattern" }]);
  }
  return path.join(writeRoot, relative);
}

/** Children send rows apart from the rest; methods without rows have none. */
function withoutRows<T extends object>(answer: T): T {
  const { rows: _rows, sources: _sources, ...rest } = answer as T & { rows?: unknown; sources?: unknown };
  return rest as unknown as T;
}

function limitsOf(options: EnginePoolOptions, size: number): CallLimits {
  const totalMb = options.memoryLimit ? megabytes(options.memoryLimit) : totalmem() / MB / 2;
  const memoryLimitMb = Math.max(64, Math.floor(totalMb / size));
  return {
    memoryLimitMb,
    residentLimitMb: memoryLimitMb + Math.max(RESIDENT_EXTRA_MB, Math.floor(memoryLimitMb / 2)),
    spillLimitMb: SPILL_LIMIT_MB,
    threads: options.threads ?? availableParallelism(),
    resultBytesMax: RESULT_BYTES_MAX,
  };
}

function megabytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]B)$/i.exec(text.trim());
  const unit = MEMORY_UNITS[match?.[2]?.toUpperCase() ?? ""];
  if (!match || !unit) {
    throw new AppError(
      "PRECONDITION",
      `ASOF_MEMORY_LIMIT is ${JSON.stringify(text)}; write a number and MB or GB, such as 4GB.`,
    );
  }
  return Number(match[1]) * unit;
}
