import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { applyOperation, exportOperation, type Plan, planOperation } from "@/lib/contracts/api/definitions";
import { type LocalFile, readDefinitions } from "../definition-files";
import { ApiFailure, CliFailure, EXIT_DONE, EXIT_NO, type ExitCode } from "../failure";
import { renderPlan } from "../render/plan";
import { renderPlanMarkdown } from "../render/plan-markdown";
import { counted, renderProblems } from "../render/problems";
import { styleFor } from "../render/style";
import type { Register } from "../run";
import type { Session } from "../session";

export function addDefinitionCommands(program: Command, register: Register): void {
  register(
    program
      .command("plan")
      .description("show what applying a folder of definitions would change")
      .argument("<dir>", "the folder")
      .option("--markdown", "as a comment for a pull request")
      .option("--prune", "retire what the files no longer hold")
      .addOption(new Option("--fail-on <gate>", "exit 1 when the plan needs this").choices(["review"])),
    plan,
  );
  register(
    program
      .command("apply")
      .description("apply a folder of definitions: all of it or nothing")
      .argument("<dir>", "the folder")
      .option("-m, --message <text>", "why; kept with each new version")
      .option("--prune", "retire what the files no longer hold")
      .option("-y, --yes", "do not ask"),
    apply,
  );
  register(
    program
      .command("export")
      .description("the project as canonical definition files")
      .option("-o, --out <dir>", "write one file for each object there; without it, print them"),
    exportFiles,
  );
}

async function plan(
  session: Session,
  dir: string,
  options: { markdown?: boolean; prune?: boolean; failOn?: "review" },
): Promise<ExitCode> {
  const { project, files } = read(session, dir);
  const found = await planned(session, project, files, options.prune ?? false);
  if (found === null) return EXIT_NO;
  if (session.isJson) session.printJson(found);
  else if (options.markdown) session.print(renderPlanMarkdown(project, found));
  else session.print(renderPlan(project, found, { style: session.style, isPruned: options.prune ?? false }));
  const fails = found.gate === "blocked" || (options.failOn === "review" && found.gate === "review");
  return fails ? EXIT_NO : EXIT_DONE;
}

async function apply(
  session: Session,
  dir: string,
  options: { message?: string; prune?: boolean; yes?: boolean },
): Promise<ExitCode> {
  const canAsk = session.io.isTerminal.in && session.io.isTerminal.err;
  if (!options.yes && !canAsk) throw new CliFailure("There is no terminal to ask on: give --yes to apply.");
  const { project, files } = read(session, dir);
  const prune = options.prune ?? false;
  if (!options.yes) {
    const found = await planned(session, project, files, prune);
    if (found === null) return EXIT_NO;
    session.io.err(renderPlan(project, found, { style: styleFor(session.io, "err"), isPruned: prune }));
    if (found.gate !== "pass") return EXIT_NO;
    if (found.changes.length > 0 && !(await isAgreed(session))) {
      session.note("Nothing was applied.");
      return EXIT_NO;
    }
  }
  const body = { files, prune, message: options.message ?? null };
  const applied = await withLocatedProblems(session, files, () =>
    session.during("Applying", () => session.client().call(applyOperation, { params: { project }, body })),
  );
  if (applied === null) return EXIT_NO;
  if (session.isJson) session.printJson(applied);
  else {
    if (options.yes) session.print(renderPlan(project, applied, { style: session.style, isPruned: prune }));
    session.print(appliedWords(applied, session));
  }
  return EXIT_DONE;
}

function appliedWords(
  { changes, versions }: Plan & { versions: { group: string; number: number }[] },
  session: Session,
): string {
  if (changes.length === 0) return "Nothing to apply: the registry holds these definitions already.\n";
  const published = versions.map(({ group, number }) => `${group}@v${number}`);
  const tail = published.length > 0 ? ` Published ${published.join(", ")}.` : "";
  return `${session.style.green("Applied")} ${counted(changes.length, "change")}.${tail}\n`;
}

function read(session: Session, dir: string): { project: string; files: LocalFile[] } {
  const folder = resolve(session.io.cwd, dir);
  const files = readDefinitions(folder);
  return { project: session.project(folder), files };
}

async function planned(
  session: Session,
  project: string,
  files: LocalFile[],
  prune: boolean,
): Promise<Plan | null> {
  return await withLocatedProblems(session, files, () =>
    session.during(`Planning ${counted(files.length, "file")}`, () =>
      session.client().call(planOperation, { params: { project }, body: { files, prune } }),
    ),
  );
}

/** Invalid files are an answer, not a fault: they are shown where they stand, and the caller exits 1. */
export async function withLocatedProblems<T>(
  session: Session,
  files: readonly LocalFile[],
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.problem.code !== "INVALID") throw error;
    if (session.isJson) session.printJson(error.problem);
    else session.io.err(renderProblems(error.problem.errors, files, styleFor(session.io, "err")));
    return null;
  }
}

async function isAgreed(session: Session): Promise<boolean> {
  const answer = await session.io.ask("Apply this? [y/N] ");
  return /^y(es)?$/i.test(answer.trim());
}

async function exportFiles(session: Session, options: { out?: string }): Promise<undefined> {
  const project = session.project();
  const exported = await session.during("Exporting", () =>
    session.client().call(exportOperation, { params: { project } }),
  );
  if (options.out !== undefined) {
    const written = writeFiles(resolve(session.io.cwd, options.out), exported.files);
    if (session.isJson) session.printJson({ files: exported.files.map((file) => file.path), written });
    else
      session.note(
        `${counted(exported.files.length, "file")} in ${options.out}, ${written.length} of them changed.`,
      );
  } else if (session.isJson) session.printJson(exported);
  else session.print(exported.files.map((file) => file.text).join("---\n"));
  return undefined;
}

/** @returns the paths whose content changed. */
function writeFiles(folder: string, files: readonly LocalFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const target = resolve(folder, path);
    const inside = relative(folder, target);
    if (inside.startsWith("..") || isAbsolute(inside) || inside === "") {
      throw new CliFailure(`The server names a file outside the folder: ${path}`);
    }
    if (contentOf(target) === text) return [];
    mkdirSync(dirname(join(folder, inside)), { recursive: true });
    writeFileSync(target, text);
    return [path];
  });
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
