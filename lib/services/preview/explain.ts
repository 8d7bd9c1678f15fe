import "server-only";
import type { ExplainBody, ExplainResult } from "@/lib/contracts/explain";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { oneRowSpine } from "@/lib/core/pit/one-row";
import { buildPitPlan, type PitPlan } from "@/lib/core/pit/plan";
import { loadDocuments } from "@/lib/store/documents";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { explainResult } from "./explain-result";
import { type PreviewGroup, releaseGroups, requestGroups } from "./groups";

const DEADLINE_MS = 60_000;
/** Runners-up on each side of the time. */
const CANDIDATES_MAX = 10;

/** Why one key of one group has its value at one time: the row that was chosen, the others, and what careless joins take. */
export async function explainCell(
  ctx: ServiceContext,
  input: ExplainBody & { project: string },
  run: { runId: string; signal?: AbortSignal },
): Promise<ExplainResult> {
  const project = await authorizeProject(ctx, "preview:run", input.project);
  const groups = await read(ctx, async (db) => {
    const set = await loadDocuments(db, project.id);
    return await requestGroups(db, ctx, project, input.features, set);
  });
  try {
    const [group] = groups;
    if (!group || groups.length > 1)
      throw invalid([{ path: "features", message: "must all be of one group and version" }]);
    const plan = planOf(input, group);
    const explanation = await ctx.engine.explainPit(
      plan,
      { group: 0, candidatesMax: CANDIDATES_MAX },
      { ...run, deadlineMs: DEADLINE_MS },
    );
    return explainResult({ explanation, plan, group, candidatesMax: CANDIDATES_MAX });
  } finally {
    await releaseGroups(groups);
  }
}

function planOf(
  { keys, time, knowledge, strict, nulls, features }: ExplainBody,
  { request, onDemand }: PreviewGroup,
): PitPlan {
  if (request.compute || onDemand.length > 0) {
    const message = "is computed from other values; a preview says from which";
    throw invalid([{ path: "features", message }]);
  }
  if (nulls === "latest_non_null" && features.length > 1) {
    const message = "name one feature: where nulls are looked past, each has a row of its own";
    throw invalid([{ path: "features", message }]);
  }
  const known = request.entityKeys.map((key) => key.name);
  const problems: FieldProblem[] = Object.keys(keys)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: `keys.${name}`,
      message: `${request.group} has no join key ${name}`,
      expected: known.join(", "),
    }));
  if (knowledge === "known" && request.createdTime === null)
    problems.push({ path: "knowledge", message: `${request.group} has no created time`, expected: "event" });
  const given = Object.entries(keys).map(([name, value]) => ({ name, value }));
  const spine = oneRowSpine(given, time);
  // Without an alias the one spine row is looked up by the entity's own key names.
  const outcome = buildPitPlan({
    spine,
    groups: [{ ...request, keyMap: null, strict, nulls }],
    knowledge: problems.length > 0 ? "event" : knowledge,
    rowsMax: 1,
  });
  if (!outcome.ok) {
    for (const { path, line: _, ...problem } of outcome.problems)
      problems.push({
        ...problem,
        path: path === `spine.${spine.time}` ? "time" : path.replace(/^spine\b/, "keys"),
      });
  }
  if (problems.length > 0 || !outcome.ok) throw invalid(problems);
  return outcome.plan;
}
