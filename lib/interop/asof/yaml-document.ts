import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { scalarOffset } from "./scalar-offset";

/** Keys and list positions from the root of a document to a value. */
export type Path = readonly (string | number)[];

export interface YamlProblem {
  path: Path;
  line: number;
  column: number;
  message: string;
  expected: string;
}

/** One document of a YAML file as plain values, with the places they stand at. */
export interface YamlDocument {
  value: unknown;
  /** False when the syntax is so wrong that the value means nothing. */
  isReadable: boolean;
  problems: YamlProblem[];
  /** Where the value at a path stands, or its nearest written ancestor; with `at`, that character of a text. */
  locate: (path: Path, at?: number) => { line: number; column: number };
}

/** How many values one document may hold after aliases are replaced by what they stand for. */
const NODES_MAX = 200_000;
const ALIASES_MAX = 1000;
const DEPTH_MAX = 32;
/** One slip in the syntax makes the rest of a document look wrong too. */
const SYNTAX_PROBLEMS_MAX = 20;

/**
 * Reads the documents of a YAML 1.2 file with the core schema: `no` and `on` are text, dates are text, and
 * integers beyond 2^53 come out as their digits in text. Documents without content are left out.
 */
export function readYaml(fileText: string): YamlDocument[] {
  const text = fileText.startsWith("\uFEFF") ? fileText.slice(1) : fileText;
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, {
      version: "1.2",
      schema: "core",
      merge: false,
      uniqueKeys: true,
      intAsBigInt: true,
      lineCounter: lines,
      prettyErrors: false,
    });
    const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
    return documents
      .filter((document) => !isBlank(document) || document.errors.length > 0)
      .map((document) => readDocument(document, lines, text));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problem = {
      path: [],
      line: 1,
      column: 1,
      message: "The values are nested too deeply to be read.",
      expected: `at most ${DEPTH_MAX} levels`,
    };
    return [{ value: null, isReadable: false, problems: [problem], locate: () => ({ line: 1, column: 1 }) }];
  }
}

/** Nothing between two `---`, or after the last. A written `null` is not nothing. */
function isBlank({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.value === null && !contents.source);
}

/** `features.2.type`; "" for a whole document. */
export function pathText(path: Path): string {
  return path.join(".");
}

function readDocument(document: Document.Parsed, lines: LineCounter, text: string): YamlDocument {
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntax = [...document.errors, ...document.warnings];
  const problems = syntaxProblems(syntax, placeOf);
  const isReadable = syntax.every((error) => error.code === "DUPLICATE_KEY");
  const reader = new ValueReader(document, placeOf);
  const value = isReadable ? reader.read(document.contents, []) : null;
  return {
    value,
    isReadable: isReadable && reader.problems.length === 0,
    problems: [...problems, ...reader.problems],
    locate: (path, at) => placeOf(placeWithin(document, path, at, text) ?? offsetOf(document, path)),
  };
}

/** One problem for each place: what is wrong at one place is often found wrong in several ways. */
function syntaxProblems(
  errors: readonly YAMLError[],
  placeOf: (offset: number) => { line: number; column: number },
): YamlProblem[] {
  const seen = new Set<number>();
  return errors.flatMap((error) => {
    if (seen.has(error.pos[0]) || seen.size >= SYNTAX_PROBLEMS_MAX) return [];
    seen.add(error.pos[0]);
    return [{ path: [], ...placeOf(error.pos[0]), ...explainSyntax(error) }];
  });
}

/** Turns nodes into plain values, and refuses what a definition cannot hold. */
class ValueReader {
  readonly problems: YamlProblem[] = [];
  #nodes = 0;
  #aliases = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly placeOf: (offset: number) => { line: number; column: number },
  ) {}

  read(node: Node | null, path: Path): unknown {
    if (this.#nodes > NODES_MAX) return null;
    if (++this.#nodes > NODES_MAX)
      return this.#refuse(
        node,
        path,
        "The document is too large.",
        `at most ${NODES_MAX} values, aliases replaced`,
      );
    if (path.length > DEPTH_MAX)
      return this.#refuse(node, path, "The values are nested too deeply.", `at most ${DEPTH_MAX} levels`);
    if (isAlias(node)) {
      if (++this.#aliases > ALIASES_MAX)
        return this.#refuse(node, path, "The document has too many aliases.", `at most ${ALIASES_MAX}`);
      const target = node.resolve(this.document);
      if (!target)
        return this.#refuse(
          node,
          path,
          `Nothing is anchored as ${node.source}.`,
          `&${node.source} at an earlier value`,
        );
      return this.read(target, path);
    }
    if (isMap(node)) return this.#readMap(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item as Node | null, [...path, index]));
    return isScalar(node) ? this.#readScalar(node.value, node, path) : null;
  }

  #readMap(map: YAMLMap, path: Path): unknown {
    const value: Record<string, unknown> = {};
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (typeof key !== "string" || key === "__proto__") {
        this.#refuse(
          pair.key,
          path,
          "This cannot be a key.",
          "a key that is text; quote it if it looks like a number or true",
        );
        continue;
      }
      value[key] = this.read(pair.value, [...path, key]);
    }
    return value;
  }

  #readScalar(value: unknown, node: Node, path: Path): unknown {
    if (typeof value === "bigint") {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : String(value);
    }
    if (typeof value === "number" && !Number.isFinite(value)) {
      return this.#refuse(node, path, "This is not a finite number.", "a finite number");
    }
    return value;
  }

  #refuse(node: Node | null, path: Path, message: string, expected: string): null {
    this.problems.push({ path, ...this.placeOf(node?.range?.[0] ?? 0), message, expected });
    return null;
  }
}

/** The offset of the value at a path, or of its nearest written ancestor; of the key where there is one. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? document.range[0];
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap(node) && typeof part === "string") {
      const pair = (node.items as Pair<Node, Node | null>[]).find(
        ({ key }) => isScalar(key) && key.value === part,
      );
      if (!pair) break;
      node = pair.value;
      offset = pair.key.range?.[0] ?? offset;
    } else if (isSeq(node) && typeof part === "number") {
      const item = node.items[part] as Node | undefined;
      if (!item) break;
      node = item;
      offset = item.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

/** The offset of one character of the text at a path; `null` when no text stands there. */
function placeWithin(
  document: Document.Parsed,
  path: Path,
  at: number | undefined,
  text: string,
): number | null {
  const node = at === undefined ? undefined : document.getIn(path, true);
  return at !== undefined && isScalar(node) ? scalarOffset(text, node, at) : null;
}

function explainSyntax(error: YAMLError): { message: string; expected: string } {
  switch (error.code) {
    case "TAB_AS_INDENT":
      return { message: "A tab stands where YAML wants spaces.", expected: "indentation by spaces" };
    case "DUPLICATE_KEY":
      return { message: "This key stands twice in one map.", expected: "each key once" };
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return {
        message: "What follows does not fit this line.",
        expected: "entries of one map or list in one column, and text with a colon in quotes",
      };
    case "TAG_RESOLVE_FAILED":
      return { message: "Tags (!name) have no meaning here.", expected: "a plain value" };
    default:
      return { message: sentence(error.message), expected: "valid YAML 1.2" };
  }
}

function sentence(message: string): string {
  const text = message.trim().replace(/\s+/g, " ");
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
