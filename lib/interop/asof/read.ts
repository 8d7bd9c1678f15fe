import { parseDefinition } from "@/lib/contracts/definitions";
import type { UnreadDefinitions } from "@/lib/core/definitions/validate";
import type { FieldProblem } from "@/lib/core/errors";
import type { Definition } from "@/lib/core/model/definitions";
import type { FeatureTestDefinition } from "@/lib/core/model/feature-test";
import { type Path, pathText, readYaml, type YamlDocument } from "./yaml-document";

export const FILE_BYTES_MAX = 1024 * 1024;
export const FILES_MAX = 2000;
export const DOCUMENTS_MAX = 20_000;
/** More problems than this help nobody. */
export const PROBLEMS_MAX = 1000;

/** One definition file: its path as the person who wrote it knows it, and its whole text. */
export interface DefinitionFile {
  path: string;
  text: string;
}

/** A place in a file. Lines and columns start at 1. */
export interface Place {
  line: number;
  column: number;
}

export interface ReadDocument<D = Definition> {
  document: D;
  file: string;
  /** Where the document starts. */
  line: number;
  /** Where a value of the document stands, or its nearest ancestor that is written down; with `at`, that character of it. */
  locate: (path: Path, at?: number) => Place;
}

export type ReadTest = ReadDocument<FeatureTestDefinition>;

export interface ReadDefinitions {
  documents: ReadDocument[];
  tests: ReadTest[];
  problems: FieldProblem[];
  /** What the files hold besides, as far as it can be told, so that the rest can be checked against it. */
  unread: UnreadDefinitions;
}

/**
 * Reads definition files. All problems of all files come back at once, each with file, line, column, path,
 * message and what was expected (the first thousand); `documents` holds those that are right by themselves.
 * With `projectRequired`, exactly one of them is the project; otherwise at most one is.
 */
export function readDefinitionFiles(
  files: readonly DefinitionFile[],
  options: { projectRequired?: boolean } = {},
): ReadDefinitions {
  if (files.length > FILES_MAX) {
    const message = `${files.length} files are more than can be read at once.`;
    return nothing([{ path: "files", message, expected: `at most ${FILES_MAX} files` }]);
  }
  const all: ReadDefinitions = nothing();
  const seen = new Set<string>();
  for (const file of files) {
    const refusal = refuseFile(file, seen);
    seen.add(file.path);
    addAll(
      all,
      refusal ? { ...nothing([refusal]), unread: { names: new Set(), isComplete: false } } : readFile(file),
    );
    if (all.documents.length + all.tests.length > DOCUMENTS_MAX) {
      const message = `The files hold more than ${DOCUMENTS_MAX} definitions.`;
      return nothing([
        { path: "files", file: file.path, message, expected: `at most ${DOCUMENTS_MAX} definitions` },
      ]);
    }
  }
  // A project document that is itself wrong has been reported already.
  const isMissable = all.problems.length === 0 && (options.projectRequired ?? true);
  const problems = [
    ...all.problems,
    ...duplicates([...all.documents, ...all.tests]),
    ...projectProblems(all.documents, isMissable),
  ];
  return { ...all, problems: capped(problems) };
}

function nothing(problems: FieldProblem[] = []): ReadDefinitions {
  return { documents: [], tests: [], problems, unread: { names: new Set(), isComplete: true } };
}

function addAll(all: ReadDefinitions, { documents, tests, problems, unread }: ReadDefinitions) {
  all.documents = all.documents.concat(documents);
  all.tests = all.tests.concat(tests);
  all.problems = all.problems.concat(problems);
  const names = new Set([...all.unread.names, ...unread.names]);
  all.unread = { names, isComplete: all.unread.isComplete && unread.isComplete };
}

function capped(problems: readonly FieldProblem[]): FieldProblem[] {
  if (problems.length <= PROBLEMS_MAX) return [...problems];
  const message = `There are ${problems.length - PROBLEMS_MAX} more problems.`;
  return [
    ...problems.slice(0, PROBLEMS_MAX),
    { path: "files", message, expected: "the problems before solved first" },
  ];
}

function refuseFile(file: DefinitionFile, seen: ReadonlySet<string>): FieldProblem | null {
  const at = (message: string, expected: string, line = 1, column = 1): FieldProblem => ({
    path: "",
    file: file.path,
    line,
    column,
    message,
    expected,
  });
  if (seen.has(file.path)) return at("The same file is given twice.", "each file once");
  if (!/\.ya?ml$/i.test(file.path))
    return at("This is not a definition file.", "a file that ends in .yaml or .yml");
  const bytes = new TextEncoder().encode(file.text).length;
  if (bytes > FILE_BYTES_MAX)
    return at(`The file has ${bytes} bytes.`, `at most ${FILE_BYTES_MAX} bytes; split it into several files`);
  const nul = file.text.indexOf("\0");
  if (nul >= 0) {
    const before = file.text.slice(0, nul).split("\n");
    return at(
      "The file holds a NUL character: it is not text.",
      "YAML text in UTF-8",
      before.length,
      (before.at(-1) ?? "").length + 1,
    );
  }
  return null;
}

function readFile(file: DefinitionFile): ReadDefinitions {
  const documents: ReadDocument[] = [];
  const tests: ReadTest[] = [];
  const problems: FieldProblem[] = [];
  const names = new Set<string>();
  let isComplete = true;
  for (const yaml of readYaml(file.text)) {
    const parsed = yaml.isReadable ? parseDefinition(yaml.value) : { document: null, issues: [] };
    const issues = [...yaml.problems, ...parsed.issues];
    for (const issue of issues) problems.push(locatedIssue(issue, yaml, file.path));
    const { document } = parsed;
    if (document && issues.length === 0) {
      const place = { file: file.path, line: yaml.locate([]).line, locate: yaml.locate };
      if (document.kind === "test") tests.push({ document, ...place });
      else documents.push({ document, ...place });
      continue;
    }
    const name = nameIn(yaml.value);
    if (name === null) isComplete = false;
    else names.add(name);
  }
  return { documents, tests, problems, unread: { names, isComplete } };
}

function nameIn(value: unknown): string | null {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string"
    ? value.name
    : null;
}

function locatedIssue(
  issue: { path: Path; message: string; expected: string; line?: number; column?: number },
  yaml: YamlDocument,
  file: string,
): FieldProblem {
  const { path, message, expected } = issue;
  const place = {
    ...yaml.locate(path),
    ...(issue.line && issue.column ? { line: issue.line, column: issue.column } : {}),
  };
  return { path: pathText(path), file, ...place, message, expected };
}

/** The second of two documents of one kind and name is the problem; it names the place of the first. */
function duplicates(documents: readonly (ReadDocument | ReadTest)[]): FieldProblem[] {
  const first = new Map<string, ReadDocument | ReadTest>();
  const problems: FieldProblem[] = [];
  for (const read of documents) {
    const { kind, name } = read.document;
    if (kind === "project") continue;
    const key = `${kind} ${name}`;
    const earlier = first.get(key);
    if (earlier) {
      const place = earlier.locate(["name"]);
      problems.push({
        path: "name",
        file: read.file,
        ...read.locate(["name"]),
        message: `The ${kind.replace("_", " ")} ${name} is defined twice; the first stands in ${earlier.file}, line ${place.line}.`,
        expected: "one definition of each name",
      });
    } else first.set(key, read);
  }
  return problems;
}

function projectProblems(documents: readonly ReadDocument[], isMissable: boolean): FieldProblem[] {
  const projects = documents.filter(({ document }) => document.kind === "project");
  const [first, ...others] = projects;
  if (!first) {
    if (!isMissable) return [];
    return [
      {
        path: "",
        file: "asof.yaml",
        message: "No file holds the project.",
        expected: "asof.yaml with kind: project and its name",
      },
    ];
  }
  return others.map((read) => ({
    path: "kind",
    file: read.file,
    ...read.locate(["kind"]),
    message: `There is more than one project; the first stands in ${first.file}, line ${first.locate(["kind"]).line}.`,
    expected: "exactly one document of kind project",
  }));
}
