import "server-only";
import type { WireCell } from "@/lib/contracts/preview";
import type { ProveBody, ProveResult } from "@/lib/contracts/prove";
import { seesProtectedValues } from "@/lib/core/access/policy";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { invalid } from "@/lib/core/errors";
import type { Knowledge } from "@/lib/core/pit/modes";
import { buildPitPlan, type PitPlan } from "@/lib/core/pit/plan";
import type { ChangedCell, LeakProof } from "@/lib/offline/engine";
import { loadDocuments } from "@/lib/store/documents";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { type PreviewGroup, releaseGroups, requestGroups } from "../preview/groups";
import { requestOnDemand } from "../preview/on-demand";
import { MASK } from "../preview/result";
import type { PreviewRun } from "../preview/run";
import { requestSpine } from "../preview/spine";

/** Fifty times over, each as long as a preview at worst. */
const DEADLINE_MS = 600_000;

/** Joins sampled rows again without anything that lies after their time; a value that changes was made with the future. */
export async function proveNoLeak(
  ctx: ServiceContext,
  input: ProveBody & { project: string },
  run: PreviewRun,
): Promise<ProveResult> {
  const project = await authorizeProject(ctx, "preview:run", input.project);
  const { groups, documents } = await read(ctx, async (db) => {
    const set = await loadDocuments(db, project.id);
    const asked = await requestGroups(db, ctx, project, input.features, set);
    // What is computed on demand is proven by what it is computed from.
    return { documents: set, ...(await requestOnDemand(db, ctx, project, asked, set)) };
  });
  try {
    const outcome = buildPitPlan({
      spine: requestSpine(input, groups, documents),
      groups: groups.map((group) => group.request),
      knowledge: input.knowledge,
      rowsMax: 1,
    });
    if (!outcome.ok) throw invalid(outcome.problems);
    const cut = cutColumns(documents, input.knowledge);
    const options = { timesMax: input.times_max, seed: input.seed, cut };
    const proof = await ctx.engine.proveNoLeak(outcome.plan, options, { ...run, deadlineMs: DEADLINE_MS });
    const isHidden = (source: string) => hidesSource(ctx, project.id, documents, source);
    return proofWire(proof, outcome.plan, groups, isHidden);
  } finally {
    await releaseGroups(groups);
  }
}

/** The time at which each source is cut. */
function cutColumns({ sources }: DefinitionSet, knowledge: Knowledge): Record<string, string | null> {
  return Object.fromEntries(
    [...sources.values()].map(({ name, event_time, created_time }) => [
      name,
      knowledge === "event" ? event_time : created_time,
    ]),
  );
}

/** Protected values are masked before they leave: those of features, and those of sources. */
function proofWire(
  proof: LeakProof,
  plan: PitPlan,
  groups: readonly PreviewGroup[],
  isHidden: (source: string) => boolean,
): ProveResult {
  const changedWire = (cell: ChangedCell): ProveResult["changed"][number] => {
    const planned = plan.groups[cell.group];
    const group = groups[cell.group];
    const feature = planned?.features.find(({ output }) => output === cell.output)?.name ?? cell.output;
    const masked = group?.masked.has(feature) === true;
    const shown = (value: WireCell) => (masked && value !== null ? MASK : value);
    return {
      group: planned?.group ?? "",
      version: group?.version ?? 0,
      feature,
      type: cell.type,
      masked,
      row: cell.row,
      time: cell.time,
      keys: cell.keys.map((value, i) => ({ name: planned?.keys[i]?.spineColumn ?? "", value })),
      value: shown(cell.value),
      without_later: shown(cell.withoutLater),
      later: cell.later.map(({ source, isOfKey, count, columns, rows }) => ({
        source,
        of_key: isOfKey,
        count,
        masked: isHidden(source),
        columns,
        rows: isHidden(source) ? rows.map((row) => row.map((value) => (value === null ? null : MASK))) : rows,
      })),
    };
  };
  return {
    time_count: proof.timeCount,
    row_count: proof.rowCount,
    cell_count: proof.cellCount,
    changed_count: proof.changedCount,
    changed: proof.changed.map(changedWire),
    uncut_sources: proof.uncutSources,
  };
}

function hidesSource(
  ctx: ServiceContext,
  projectId: string,
  { sources }: DefinitionSet,
  name: string,
): boolean {
  const tags = (sources.get(name)?.tags ?? []).map((tag) => tag.split(":")[0]?.trim() ?? tag);
  return !seesProtectedValues(ctx.actor.rights, projectId, tags);
}
