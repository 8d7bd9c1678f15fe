import "server-only";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import type { EngineProgress, EngineSpan } from "../../engine";
import type { CallLimits, EngineRequest, FilesByPath } from "../protocol";
import { describeExpression, describeSelect, describeSource, sampleSource } from "./describe";
import { explainPit } from "./explain-pit";
import { inspectSelect } from "./inspect";
import { measureLeaks } from "./measure-leaks";
import { prepareFiles, recipeInputs } from "./prepare-files";
import { proveNoLeak } from "./prove-leak";
import { type Run, type Stop, withRun } from "./run";
import { runPit } from "./run-pit";

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
    case "inspectSelect":
      return over({}, (run) => inspectSelect(run, request.sql, request.times));
    case "describeExpression":
      return over({}, (run) => describeExpression(run, request.expression, request.columns));
    case "runPit":
      return over(request.files, (run) => runPit(run, request.plan));
    case "explainPit":
      return over(request.files, (run) => explainPit(run, request.plan, request));
    case "measureLeaks":
      return over(request.files, (run) => measureLeaks(run, request.plan, request.label));
    case "proveNoLeak":
      return over(request.files, (run) => proveNoLeak(run, request.plan, request.options));
    case "prepareFiles":
      return prepare(request, options);
  }
}

async function prepare(
  { request, outputPath }: Extract<EngineRequest, { method: "prepareFiles" }>,
  options: AnswerOptions,
) {
  await mkdir(outputPath, { recursive: true });
  // Beside the target, so that a rename never crosses file systems.
  const temporary = await mkdtemp(path.join(outputPath, ".writing-"));
  try {
    return await withRun(
      { ...options, files: {}, extraReadablePaths: recipeInputs(request), writableFolders: [temporary] },
      (run) => prepareFiles(run, request, temporary, outputPath),
    );
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
