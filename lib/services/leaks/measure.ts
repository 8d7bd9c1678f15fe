import "server-only";
import type { LintBody, LintResult } from "@/lib/contracts/lint";
import type { SpineInput } from "@/lib/contracts/preview";
import { type ComputeSetting, groupCompute } from "@/lib/core/definitions/group-compute";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { invalid } from "@/lib/core/errors";
import { areaUnderCurve, isSuspicious } from "@/lib/core/leaks/auc";
import type { LeakFinding } from "@/lib/core/leaks/rules";
import { findingsOf } from "@/lib/core/leaks/static";
import { buildPitPlan, type PitPlan } from "@/lib/core/pit/plan";
import type { LeakMeasures } from "@/lib/offline/engine";
import { read, type ServiceContext } from "../context";
import { type PreviewGroup, releaseGroups, requestGroups } from "../preview/groups";
import { requestOnDemand } from "../preview/on-demand";
import { loadAllPinned } from "../preview/pinned";
import { requestSpine } from "../preview/spine";
import type { AskedGroup } from "./linted-groups";

const DEADLINE_MS = 120_000;

interface Measuring {
  project: { id: string; name: string };
  documents: DefinitionSet;
  asked: readonly AskedGroup[];
  references: readonly string[];
  run: { runId: string; signal?: AbortSignal };
}

/** What the data says: rows known before they happened, and features that decide the label alone. */
export async function measureData(
  ctx: ServiceContext,
  input: LintBody & { spine: SpineInput },
  { project, documents, asked, references, run }: Measuring,
): Promise<Omit<LintResult, "findings"> & { findings: LeakFinding[] }> {
  const pinned = await read(ctx, (db) => loadAllPinned(db, project.id, documents));
  const { joinable, refused } = splitJoinable(asked, { documents, pinned }, references);
  if (joinable.length === 0) return { findings: [], predictors: [], not_checked: refused };
  const joined = await joinedGroups(ctx, { project, documents, joinable });
  const { plan, measures } = await measured(ctx, input, { documents, joined, run }).finally(() =>
    releaseGroups(joined),
  );
  const { groups, predictors } = measures;
  const findings: LeakFinding[] = [];
  for (const { name, timedCount, knownBeforeCount } of groups) {
    const group = asked.find((one) => one.document.name === name);
    if (!group || knownBeforeCount === 0) continue;
    const add = findingsOf(group);
    add(
      "created-before-event",
      `${knownBeforeCount} of ${timedCount} rows of ${name} were known before they happened.`,
    );
    findings.push(...add.found);
  }
  const ranked = predictors.map(({ output, ...ranks }) => ({
    ...ownerOf(plan, output),
    ...ranks,
    auc: areaUnderCurve(ranks),
  }));
  for (const { group: name, feature, auc } of ranked) {
    const group = asked.find((one) => one.document.name === name);
    if (!group || auc === null || !isSuspicious(auc)) continue;
    const add = findingsOf(group);
    add(
      "perfect-predictor",
      `${feature} alone predicts ${input.label} with an AUC of ${auc.toFixed(4)}.`,
      feature,
    );
    findings.push(...add.found);
  }
  return {
    findings,
    predictors: ranked.map(({ group, feature, auc, positives, negatives }) => ({
      group,
      feature,
      auc,
      positives,
      negatives,
    })),
    not_checked: refused,
  };
}

/** Groups whose rows cannot be reached are told, with the reason. */
function splitJoinable(asked: readonly AskedGroup[], setting: ComputeSetting, references: readonly string[]) {
  const refused = asked.flatMap(({ document }) => {
    const outcome = groupCompute(document, setting);
    return outcome.ok ? [] : [{ group: document.name, reason: outcome.reason }];
  });
  const names = new Set(refused.map(({ group }) => group));
  const joinable = references.filter((reference) => !names.has(reference.split(/[@:]/, 1)[0] ?? ""));
  return { joinable, refused };
}

/** What on-demand features are computed from stands for them. */
async function joinedGroups(
  ctx: ServiceContext,
  {
    project,
    documents,
    joinable,
  }: Pick<Measuring, "project" | "documents"> & { joinable: readonly string[] },
): Promise<PreviewGroup[]> {
  return await read(ctx, async (db) => {
    const asked = await requestGroups(db, ctx, project, [...joinable], documents);
    return (await requestOnDemand(db, ctx, project, asked, documents)).groups;
  });
}

async function measured(
  ctx: ServiceContext,
  input: LintBody & { spine: SpineInput },
  { documents, joined, run }: Pick<Measuring, "documents" | "run"> & { joined: readonly PreviewGroup[] },
): Promise<{ plan: PitPlan; measures: LeakMeasures }> {
  if (input.time === null)
    throw invalid([{ path: "time", message: "name the spine column that holds each row's time" }]);
  const keep =
    "source" in input.spine && input.label !== null ? [...new Set([...input.spine.keep, input.label])] : null;
  const spine = "source" in input.spine && keep ? { ...input.spine, keep } : input.spine;
  const outcome = buildPitPlan({
    spine: requestSpine({ spine, time: input.time, timezone: input.timezone }, joined, documents),
    groups: joined.map((group) => group.request),
    rowsMax: 1,
  });
  if (!outcome.ok) throw invalid(outcome.problems);
  const call = { ...run, deadlineMs: DEADLINE_MS };
  const measures = await ctx.engine.measureLeaks(outcome.plan, { label: input.label }, call);
  return { plan: outcome.plan, measures };
}

function ownerOf({ groups }: PitPlan, output: string): { group: string; feature: string } {
  for (const { group, features } of groups) {
    const found = features.find((feature) => feature.output === output);
    if (found) return { group, feature: found.name };
  }
  throw new Error(`no feature ${output}`);
}
