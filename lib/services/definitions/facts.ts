import "server-only";
import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { FactProblem, Facts, SelectFacts, SourceFacts } from "@/lib/core/definitions/facts";
import { sourceRelation } from "@/lib/core/definitions/relations";
import { createResolver, type Resolver } from "@/lib/core/definitions/resolve";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { AppError } from "@/lib/core/errors";
import type { SourceDefinition } from "@/lib/core/model/definitions";
import type { TypedRelation } from "@/lib/core/pit/relation";
import type { ServiceContext } from "../context";

const DEADLINE_MS = 30_000;
const REMEMBERED_MAX = 2_000;

/** What a SELECT over columns of given types gives never changes, so answers are kept for as long as the process lives. */
const remembered = new Map<string, SelectFacts>();

/** Asks the engine for what only it can tell: columns of sources not yet pinned, and what each transform gives. */
export async function collectFacts(ctx: ServiceContext, set: DefinitionSet): Promise<Facts> {
  const sources = new Map<string, SourceFacts>();
  const unpinned = [...set.sources.values()].filter(
    (source) => source.type === "file" && source.columns === null,
  );
  for (const source of unpinned) sources.set(source.name, await describeSource(ctx, source));
  const resolver = createResolver(set, { sources, selects: new Map() });
  const selects = new Map<string, SelectFacts>();
  for (const group of set.groups.values()) {
    if (group.transform === null) continue;
    const facts = await describeSelect(ctx, group.transform, resolver, group.name);
    if (facts) selects.set(group.name, facts);
  }
  return { sources, selects };
}

async function describeSource(ctx: ServiceContext, source: SourceDefinition): Promise<SourceFacts> {
  const relation = sourceRelation(source);
  if (!relation) return { columns: null, problems: [] };
  try {
    const { columns } = await ctx.engine.describeSource(relation, call(ctx));
    return { columns: columns.map(({ name, type }) => ({ name, type })), problems: [] };
  } catch (error) {
    return { columns: null, problems: problemsOf(error) };
  }
}

/** @returns `null` while the columns of an input are unknown: the reason is reported where it arises. */
async function describeSelect(
  ctx: ServiceContext,
  sql: string,
  resolver: Resolver,
  group: string,
): Promise<SelectFacts | null> {
  const inputs: Record<string, TypedRelation> = {};
  for (const table of resolver.reads(group)) {
    const isKnown = resolver.set.sources.has(table) || resolver.set.groups.has(table);
    const columns = resolver.columns(table);
    if (!columns) {
      if (isKnown) return null;
      continue;
    }
    inputs[table] = { kind: "typed", name: table, columns };
  }
  const key = createHash("sha256").update(canonicalJson({ sql, inputs })).digest("hex");
  const known = remembered.get(key);
  if (known) return known;
  const facts = await askForSelect(ctx, sql, inputs);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, facts);
  return facts;
}

async function askForSelect(
  ctx: ServiceContext,
  sql: string,
  inputs: Record<string, TypedRelation>,
): Promise<SelectFacts> {
  const { tables, columns, lineage, problems } = await ctx.engine.describeSelect(sql, inputs, call(ctx));
  return {
    tables,
    columns: columns.map(({ name, type }) => ({ name, type })),
    lineage: lineage.map(({ column, from, exact }) => ({
      output: column,
      inputs: from.map((one) => ({ table: one.input, column: one.column })),
      exact,
    })),
    problems: problems.map(({ message, expected }) => ({ message, ...(expected ? { expected } : {}) })),
  };
}

function call(ctx: ServiceContext) {
  return { runId: ctx.newId(), deadlineMs: DEADLINE_MS };
}

/** What is wrong with the data is a fact about it; a failing engine is not. */
function problemsOf(error: unknown): FactProblem[] {
  if (!(error instanceof AppError) || error.code !== "INVALID") throw error;
  return error.problems.map(({ message, expected }) => ({ message, ...(expected ? { expected } : {}) }));
}
