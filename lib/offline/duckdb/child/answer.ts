import "server-only";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import type { EngineProgress, EngineSpan } from "../../engine";
import { WRITING_PREFIX } from "../../file-store";
import type { CallLimits, EngineRequest, FilesByPath } from "../protocol";
import { describeExpression, describeSelect, describeSource, sampleSource } from "./describe";
import { prepareFiles, recipeInputs } from "./prepare-files";
import { type Run, type Stop, withRun } from "./run";
import { runPit } from "./run-pit";
import { countPit, shardPaths, writePit } from "./write-pit";
import { writeSpine } from "./write-spine";

interface AnswerOptions {
  limits: CallLimits;
  spillFolder: string;
  stop: Stop;
  spans: EngineSpan[];
  onProgress: (progress: EngineProgress) => void;
  now: () => number;
}

/** Answers one request in a sandbox of its own. */
export async function answer(request: EngineRequest, options: AnswerOptions): Promise<object> {
  const over = (files: FilesByPath, work: (run: Run) => Promise<object>) =>
    withRun({ ...options, files }, work);
  switch (request.method) {
    case "ping":
      return over({}, async (run) => {
        await run.execute("SELECT 1");
        return {};
      });
    case "describeSource":
      return over(request.files, (run) => describeSource(run, request.source));
    case "sampleSource":
      return over(request.files, (run) => sampleSource(run, request.source, request));
    case "describeSelect":
      return over(request.files, (run) => describeSelect(run, request.sql, request.inputs));
    case "describeExpression":
      return over({}, (run) => describeExpression(run, request.expression, request.columns));
    case "runPit":
      return over(request.files, (run) => runPit(run, request.plan));
    case "writeSpine":
      return inTemporaryFolder(path.dirname(request.outputPath), (temporary) => {
        const file = path.join(temporary, "spine.parquet");
        return withRun({ ...options, files: request.files, writablePaths: [file] }, (run) =>
          writeSpine(run, request.draft, file, request.outputPath),
        );
      });
    case "writePit":
      return writeJoin(request, options);
    case "prepareFiles":
      return prepare(request, options);
  }
}

async function prepare(
  { request, outputPath }: Extract<EngineRequest, { method: "prepareFiles" }>,
  options: AnswerOptions,
) {
  return inTemporaryFolder(outputPath, (temporary) =>
    withRun(
      { ...options, files: {}, extraReadablePaths: recipeInputs(request), writableFolders: [temporary] },
      (run) => prepareFiles(run, request, temporary, outputPath),
    ),
  );
}

async function writeJoin(
  { plan, files, output }: Extract<EngineRequest, { method: "writePit" }>,
  options: AnswerOptions,
) {
  if (output === null) return withRun({ ...options, files }, (run) => countPit(run, plan));
  return inTemporaryFolder(path.dirname(output.folder), (temporary) =>
    withRun({ ...options, files, writablePaths: shardPaths(temporary, output) }, (run) =>
      writePit(run, plan, output, temporary),
    ),
  );
}

/** Work in a folder beside the target, so that a rename never crosses file systems. */
async function inTemporaryFolder<T>(beside: string, work: (temporary: string) => Promise<T>): Promise<T> {
  await mkdir(beside, { recursive: true });
  const temporary = await mkdtemp(path.join(beside, WRITING_PREFIX));
  try {
    return await work(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
