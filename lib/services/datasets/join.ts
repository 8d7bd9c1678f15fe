import "server-only";
import type { CoverageBody } from "@/lib/contracts/datasets";
import { NO_SELECTION, type SpineSelection } from "@/lib/core/datasets/selection";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { AppError, invalid } from "@/lib/core/errors";
import { durationSeconds } from "@/lib/core/model/duration";
import type { TypedColumn } from "@/lib/core/pit/cell";
import { type PitComputedRequest, visibleFeatures } from "@/lib/core/pit/computed";
import { buildPitPlan, type PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation } from "@/lib/core/pit/relation";
import { formatInstant, parseInstant } from "@/lib/core/time/instant";
import { loadDocuments } from "@/lib/store/documents";
import type { ProjectRow } from "@/lib/store/projects";
import { read, type ServiceContext } from "../context";
import type { AsOf } from "../offline/snapshot";
import { type PreviewGroup, releaseGroups, requestGroups } from "../preview/groups";
import { requestOnDemand } from "../preview/on-demand";
import { labelRequest } from "./label";

/** What is joined: all of a request but where its spine comes from. */
export type JoinInput = Omit<CoverageBody, "spine">;

/** What a request joins, with the definitions that it was read with. */
export interface JoinParts {
  groups: PreviewGroup[];
  computed: PitComputedRequest[];
  documents: DefinitionSet;
}

/**
 * Finds every group of a request and holds its rows until `work` has ended; values that the actor may not see are
 * refused by name.
 */
export async function withJoin<T>(
  ctx: ServiceContext,
  project: ProjectRow,
  input: JoinInput,
  work: (parts: JoinParts) => Promise<T>,
): Promise<T> {
  const asOf = asOfInput(input);
  const parts = await read(ctx, async (db) => {
    const documents = await loadDocuments(db, project.id);
    const asked = await requestGroups(db, ctx, project, input.features, documents, asOf);
    return { documents, ...(await requestOnDemand(db, ctx, project, asked, documents, asOf)) };
  });
  try {
    refuseMasked(parts.groups);
    refuseSharedCommit(asOf, parts.groups);
    return await work(parts);
  } finally {
    await releaseGroups(parts.groups);
  }
}

/** The plan of a request over a spine file with these columns. */
export function planJoin(
  input: JoinInput,
  { groups, computed, documents }: JoinParts,
  spine: { source: FilesRelation; columns: TypedColumn[] },
): PitPlan {
  const outcome = buildPitPlan({
    spine: {
      kind: "files",
      source: spine.source,
      sourceColumns: spine.columns,
      time: input.time,
      selection: selectionOf(input),
    },
    groups: groups.map((group) => group.request),
    // As of a commit, rows count by their event time: which of them were known is what the commit says.
    knowledge: input.knowledge === "commit" ? "event" : input.knowledge,
    rowsMax: 1,
    computed,
    shortNames: input.short_names,
    label: typeof input.label === "object" && input.label ? labelRequest(input.label, documents) : null,
  });
  const problems = outcome.ok ? [] : outcome.problems;
  if (typeof input.label === "string" && !spine.columns.some((column) => column.name === input.label)) {
    problems.push({
      path: "label",
      message: `the spine has no column ${input.label}`,
      expected: spine.columns.map((column) => column.name).join(", "),
    });
  }
  if (problems.length > 0 || !outcome.ok) throw invalid(problems);
  return outcome.plan;
}

/** Output columns whose values only stewards see. */
export function restrictedColumns(
  plan: PitPlan,
  groups: readonly PreviewGroup[],
  isSpineProtected: boolean,
): string[] {
  const isRestricted = (group: number, name: string) => groups[group]?.restricted.has(name) === true;
  const spine = isSpineProtected ? plan.spine.columns.map(({ name }) => name) : [];
  return [
    ...plan.groups.flatMap((group, i) => visibleFeatures(group).filter(({ name }) => isRestricted(i, name))),
    ...(plan.computed ?? []).filter(({ group, name }) => isRestricted(group, name)),
  ]
    .map(({ output }) => output)
    .concat(spine);
}

function selectionOf({ since, split, sample }: JoinInput): SpineSelection {
  return {
    ...NO_SELECTION,
    since: since === null ? null : instant(since),
    split: split && {
      column: split.column,
      trainUntil: instant(split.train_until),
      validationUntil: split.validation_until === null ? null : instant(split.validation_until),
      gapSeconds: split.gap === null ? 0 : (durationSeconds(split.gap) ?? 0),
    },
    sample,
  };
}

/** One spelling for one moment, so that equal requests have equal plans. */
function instant(text: string): string {
  const parsed = parseInstant(text, null);
  if (!parsed.ok) throw invalid([{ path: "", message: parsed.message }]);
  return formatInstant(parsed.instant);
}

/** @returns undefined unless rows are asked for as the offline store held them. */
function asOfInput({ knowledge, at }: JoinInput): AsOf | undefined {
  if (knowledge !== "commit") {
    if (at === null) return undefined;
    throw invalid([
      { path: "at", message: "says which commit is read", expected: "knowledge: commit, or no `at`" },
    ]);
  }
  if (at === null) return null;
  return /^\d+$/.test(at) ? { commit: Number(at) } : { time: new Date(at) };
}

/** Each group counts its own commits; a moment means the same to all. */
function refuseSharedCommit(asOf: AsOf | undefined, groups: readonly PreviewGroup[]) {
  if (!asOf || !("commit" in asOf) || groups.length === 1) return;
  const message = `is a commit of one group, and ${groups.length} are joined`;
  throw invalid([{ path: "at", message, expected: "a time" }]);
}

function refuseMasked(groups: readonly PreviewGroup[]) {
  const masked = groups.flatMap(({ request, masked: names, onDemand }) =>
    [
      ...(request.requested ?? request.features.map((feature) => feature.name)),
      ...onDemand.map((feature) => feature.name),
    ]
      .filter((name) => names.has(name))
      .map((name) => `${request.group}:${name}`),
  );
  if (masked.length === 0) return;
  throw new AppError(
    "FORBIDDEN",
    `You may not see the values of ${masked.join(", ")}, so they cannot be in a dataset of yours; a steward can build it.`,
  );
}
