import "server-only";
import type { LeakFindingWire, LintBody, LintResult } from "@/lib/contracts/lint";
import { AppError, type ErrorCode, type FieldProblem, invalid } from "@/lib/core/errors";
import { type LabelColumn, labelFindings } from "@/lib/core/leaks/label";
import { LEAK_RULES, type LeakFinding } from "@/lib/core/leaks/rules";
import { staticFindings } from "@/lib/core/leaks/static";
import { formatFeatureRef } from "@/lib/core/model/ref";
import type { Db } from "@/lib/store/client";
import { loadDocuments } from "@/lib/store/documents";
import { findService } from "@/lib/store/object-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { findAskedGroups, inspectGroups, type LintedGroups } from "./linted-groups";
import { measureData } from "./measure";

export interface LintRun {
  runId: string;
  signal?: AbortSignal;
}

/** Looks for leaks of the future in the definitions of features and of all that they read; with a spine, in data too. */
export async function lintFeatures(
  ctx: ServiceContext,
  input: LintBody & { project: string },
  run: LintRun,
): Promise<LintResult> {
  const project = await authorizeProject(
    ctx,
    input.spine === null ? "project:read" : "preview:run",
    input.project,
  );
  const { documents, asked, references } = await read(ctx, async (db) => {
    const wanted = await referencesOf(db, project.id, input);
    return {
      references: wanted,
      documents: await loadDocuments(db, project.id),
      asked: await findAskedGroups(ctx, db, project, wanted),
    };
  });
  const linted = await inspectGroups(ctx, documents, asked);
  const label = labelOf(input, linted);
  const findings = definitionFindings(linted, label, input.split);
  if (input.spine === null) return { findings: findings.map(findingWire), predictors: [], not_checked: [] };
  const measured = await measureData(
    ctx,
    { ...input, spine: input.spine },
    { project, documents, asked, references, run },
  );
  return { ...measured, findings: [...findings, ...measured.findings].map(findingWire) };
}

/** Failures of the engine that pass: a page shows what it has without its answer. */
const PASSING: readonly ErrorCode[] = ["UNAVAILABLE", "LIMIT", "TIMEOUT"];

/**
 * What definitions alone say about one group and what it reads, for its page; `null` while the engine cannot look into
 * transforms.
 */
export async function lintGroup(
  ctx: ServiceContext,
  input: { project: string; group: string },
): Promise<LeakFindingWire[] | null> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const { documents, asked } = await read(ctx, async (db) => ({
    documents: await loadDocuments(db, project.id),
    asked: await findAskedGroups(ctx, db, project, [`${input.group}:*`]),
  }));
  try {
    return definitionFindings(await inspectGroups(ctx, documents, asked), null, false).map(findingWire);
  } catch (error) {
    if (error instanceof AppError && PASSING.includes(error.code)) return null;
    throw error;
  }
}

async function referencesOf(
  db: Db,
  projectId: string,
  { features, service }: Pick<LintBody, "features" | "service">,
): Promise<string[]> {
  if (service === null) {
    if (features.length === 0)
      throw invalid([{ path: "features", message: "name at least one feature, or a service" }]);
    return features;
  }
  const found = await findService(db, projectId, service);
  if (!found) throw invalid([{ path: "service", message: `there is no feature service ${service}` }]);
  const pinned = found.document.features.flatMap(({ project, group, version, features: names }) =>
    (names ?? [null]).map((feature) => formatFeatureRef({ project, group, version, feature })),
  );
  return [...features, ...pinned];
}

/** The label as said; a spine that is drawn from a source says by itself where its label comes from. */
function labelOf({ label_of, spine, label }: LintBody, { resolver }: LintedGroups): LabelColumn | null {
  const drawn = spine && "source" in spine && label !== null ? `${spine.source}.${label}` : null;
  const text = label_of ?? drawn;
  if (text === null) return null;
  const dot = text.indexOf(".");
  const [table, column] = [text.slice(0, dot), text.slice(dot + 1)];
  const columns = resolver.columns(table);
  const problems: FieldProblem[] = [];
  if (!columns) problems.push({ path: "label_of", message: `there is no source or group ${table}` });
  else if (!columns.some((one) => one.name.toLowerCase() === column.toLowerCase())) {
    const expected = columns.map((one) => one.name).join(", ");
    problems.push({ path: "label_of", message: `${table} has no column ${column}`, expected });
  }
  if (problems.length > 0) throw invalid(problems);
  return { table, column };
}

function definitionFindings(
  { groups, features, resolver }: LintedGroups,
  label: LabelColumn | null,
  hasSplit: boolean,
): LeakFinding[] {
  const uses = new Map(groups.map((group) => [group.document.name, group.uses]));
  return groups.flatMap((group) => [
    ...staticFindings(group, { hasSplit }),
    ...(label === null
      ? []
      : labelFindings(
          group,
          features.get(group.document.name) ?? [],
          label,
          resolver,
          (name) => uses.get(name) ?? [],
        )),
  ]);
}

function findingWire({ ruleId, isSilenced, ...finding }: LeakFinding): LeakFindingWire {
  const { title, severity, why, fix } = LEAK_RULES[ruleId];
  return { rule: ruleId, severity, title, ...finding, why, fix, silenced: isSilenced };
}
