import "server-only";
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
import { inTemporaryFolder, publish, sweep } from "./store/files";
import { countHistory, exportHistory, readHistory } from "./store/history";
import { type Place, rewriteRows, writeRows } from "./store/write";
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
    case "writeSpine":
      return beside(request.outputPath, (temporary) => {
        const file = path.join(temporary, "spine.parquet");
        return withRun({ ...options, files: request.files, writablePaths: [file] }, (run) =>
          writeSpine(run, request.draft, file, request.outputPath),
        );
      });
    case "writePit":
      return writeJoin(request, options);
    case "prepareFiles":
      return prepare(request, options);
    case "writeRows":
      return inStore(request, options, (run, place) => writeRows(run, request.request, place));
    case "rewriteRows":
      return inStore(request, options, (run, place) => rewriteRows(run, request.request, place));
    case "readHistory":
      return over(request.files, (run) => readHistory(run, request.request));
    case "countHistory":
      return over(request.files, (run) => countHistory(run, request.request));
    case "exportHistory":
      return exportTo(request, options);
    case "sweepFolder":
      return { removed: await sweep(request.outputPath, request.request.keep) };
  }
}

/** Gives a writer the one folder that it may write; what it leaves there goes with it. */
async function inStore(
  { request, files, outputPath }: Extract<EngineRequest, { method: "writeRows" | "rewriteRows" }>,
  options: AnswerOptions,
  work: (run: Run, place: Place) => Promise<object>,
) {
  return inTemporaryFolder(outputPath, request.writeId, (temporary) =>
    withRun({ ...options, files, writableFolders: [temporary] }, (run) =>
      work(run, { temporary, folder: outputPath }),
    ),
  );
}

async function exportTo(
  { request, files, outputPath }: Extract<EngineRequest, { method: "exportHistory" }>,
  options: AnswerOptions,
) {
  const folder = path.dirname(outputPath);
  const name = path.basename(outputPath);
  return inTemporaryFolder(folder, name, (temporary) =>
    withRun({ ...options, files, writableFolders: [temporary] }, async (run) => {
      const written = await exportHistory(run, request, path.join(temporary, name));
      await publish(temporary, folder, [name]);
      return written;
    }),
  );
}

async function prepare(
  { request, outputPath }: Extract<EngineRequest, { method: "prepareFiles" }>,
  options: AnswerOptions,
) {
  return inTemporaryFolder(outputPath, request.recipe, (temporary) =>
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
  return beside(output.folder, (temporary) =>
    withRun({ ...options, files, writablePaths: shardPaths(temporary, output) }, (run) =>
      writePit(run, plan, output, temporary),
    ),
  );
}

/** Work in a folder beside the target, so that a rename never crosses file systems. */
function beside<T>(target: string, work: (temporary: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder(path.dirname(target), path.basename(target), work);
}
