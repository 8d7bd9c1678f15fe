import type { z } from "zod";
import { closest, didYouMean } from "@/lib/core/definitions/suggest";

/** One thing wrong with a document, in words for the person who wrote it. */
export interface ExplainedIssue {
  path: (string | number)[];
  message: string;
  expected: string;
}

type Issue = z.core.$ZodIssue;

/**
 * Turns the validator's issues into sentences that say what was found and what was expected.
 * `input` is what was validated: it tells a missing key from a wrong value. `schema` knows the keys that would
 * have been right.
 */
export function explainIssues(issues: readonly Issue[], input: unknown, schema: z.ZodType): ExplainedIssue[] {
  return issues.flatMap((issue) => explain(issue, [], { input, schema }));
}

interface Validated {
  input: unknown;
  schema: z.ZodType;
}

function explain(issue: Issue, prefix: readonly PropertyKey[], validated: Validated): ExplainedIssue[] {
  const path = [...prefix, ...issue.path].map((part) => (typeof part === "number" ? part : String(part)));
  const found = valueAt(validated.input, path);
  switch (issue.code) {
    case "invalid_type":
      return [mismatch(path, found, typeWords(issue.expected))];
    case "invalid_value":
      return [
        mismatch(
          path,
          found,
          issue.values.length === 1 ? JSON.stringify(issue.values[0]) : `one of ${issue.values.join(", ")}`,
          issue.values.map(String),
        ),
      ];
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], key, keysAt(validated.schema, path)));
    case "invalid_union":
      return explainUnion(issue, path, validated);
    case "invalid_key":
      return [
        {
          path,
          message: `${quote(path.at(-1))} cannot be a key here.`,
          expected: expectedOf(issue.issues[0]) ?? "a name",
        },
      ];
    case "too_small":
      return [
        { path, message: tooSmall(issue), expected: `at least ${issue.minimum}${unitOf(issue.origin)}` },
      ];
    case "too_big":
      return [{ path, message: tooBig(issue), expected: `at most ${issue.maximum}${unitOf(issue.origin)}` }];
    case "invalid_format":
      return [
        { path, message: `${quote(found)} does not have the right form.`, expected: formatWords(path) },
      ];
    default:
      return [custom(issue, path, found)];
  }
}

function custom(issue: Issue, path: (string | number)[], found: unknown): ExplainedIssue {
  const expected = expectedOf(issue) ?? "another value";
  const message = /^Is not /.test(issue.message)
    ? `${quote(found)} ${lowerFirst(issue.message)}`
    : issue.message;
  return { path, message, expected };
}

function expectedOf(issue: Issue | undefined): string | null {
  const expected = issue && "params" in issue ? issue.params?.expected : null;
  return typeof expected === "string" ? expected : null;
}

function mismatch(
  path: (string | number)[],
  found: unknown,
  expected: string,
  choices: readonly string[] = [],
): ExplainedIssue {
  if (found === undefined) {
    const key = path.at(-1);
    return { path, message: `The key ${key} is missing.`, expected: `${key}: ${expected}` };
  }
  const near = typeof found === "string" ? closest(found, choices) : null;
  return { path, message: `Found ${inWords(found)}.${near ? ` Did you mean ${near}?` : ""}`, expected };
}

function unknownKey(path: (string | number)[], key: string, known: readonly string[]): ExplainedIssue {
  return {
    path,
    message: `The key ${key} is not known here.${didYouMean(key, known)}`,
    expected: known.length > 0 ? `one of the keys ${known.join(", ")}` : "a known key",
  };
}

/** Explains the branch that fits what was found: text is checked as text, a map as a map. */
function explainUnion(
  issue: Issue & { code: "invalid_union" },
  path: (string | number)[],
  validated: Validated,
): ExplainedIssue[] {
  const branches = issue.errors as readonly (readonly Issue[])[];
  const fits = branches.filter(
    (branch) => !branch.some((inner) => inner.code === "invalid_type" && inner.path.length === 0),
  );
  const [branch] = fits;
  if (branch) return branch.flatMap((inner) => explain(inner, path, validated));
  const expected = branches
    .flatMap((inner) => inner.map((one) => (one.code === "invalid_type" ? typeWords(one.expected) : "")))
    .filter(Boolean);
  return [
    mismatch(
      path,
      valueAt(validated.input, path),
      [...new Set(expected)].join(", ").replace(/, ([^,]*)$/, " or $1"),
    ),
  ];
}

function valueAt(input: unknown, path: readonly (string | number)[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

const TYPE_WORDS: Partial<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
  null: "null",
};

function typeWords(expected: string): string {
  return TYPE_WORDS[expected] ?? expected;
}

function inWords(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return `the text ${quote(value)}`;
  return `${value}`;
}

/** Quotes what was found, cut to a length that stays readable. */
function quote(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "This");
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" || origin === "set" ? " entries" : "";
}

function tooSmall(issue: Issue & { code: "too_small" }): string {
  if (issue.origin === "string") return issue.minimum === 1 ? "The text is empty." : "The text is too short.";
  return issue.origin === "array" ? "The list is too short." : "The number is too small.";
}

function tooBig(issue: Issue & { code: "too_big" }): string {
  if (issue.origin === "string") return "The text is too long.";
  return issue.origin === "array" ? "The list is too long." : "The number is too large.";
}

function formatWords(path: readonly (string | number)[]): string {
  if (path[0] === "members") return "an e-mail address";
  return path[0] === "silence" ? "a rule id, such as no-description" : "another form";
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The keys that an object has by its schema, at a path of the input. */
function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  const [part, ...rest] = path;
  const { def } = schema._zod as unknown as { def: SchemaDef };
  const inner = def.innerType ?? def.in;
  if (inner) return keysAt(inner, path);
  if (def.options) return def.options.flatMap((option) => keysAt(option, path));
  if (part === undefined) return Object.keys(def.shape ?? {});
  const next = def.shape?.[part] ?? def.element;
  return next ? keysAt(next, rest) : [];
}

/** The parts of a schema's definition that lead further down; zod types them per class only. */
interface SchemaDef {
  innerType?: z.ZodType;
  in?: z.ZodType;
  options?: z.ZodType[];
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
}
