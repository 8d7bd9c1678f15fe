import "server-only";
import type { CoverageBody } from "@/lib/contracts/datasets";
import { NO_SELECTION, type SpineSelection } from "@/lib/core/datasets/selection";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { AppError, invalid, notFound } from "@/lib/core/errors";
import { durationSeconds } from "@/lib/core/model/duration";
import type { TypedColumn } from "@/lib/core/pit/cell";
import { buildPitPlan, type PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation } from "@/lib/core/pit/relation";
import { formatInstant, parseInstant } from "@/lib/core/time/instant";
import type { Db } from "@/lib/store/client";
import { loadDocuments } from "@/lib/store/documents";
import { findService } from "@/lib/store/object-views";
import type { ProjectRow } from "@/lib/store/projects";
import { read, type ServiceContext } from "../context";
import { type GroupPin, type PreviewGroup, requestGroups } from "../preview/groups";

/** What is joined: all of a request but where its spine comes from. */
export type JoinInput = Omit<CoverageBody, "spine">;

/** The groups that a request names, with the definitions that they were read with. */
export interface JoinParts {
  groups: PreviewGroup[];
  documents: DefinitionSet;
}

/** Finds every group of a request; values that the actor may not see are refused by name. */
export async function loadJoin(
  ctx: ServiceContext,
  project: ProjectRow,
  input: JoinInput,
): Promise<JoinParts> {
  const parts = await read(ctx, async (db) => {
    const documents = await loadDocuments(db, project.id);
    const pins = input.service === null ? [] : await servicePins(db, project, input.service);
    const groups = await requestGroups(db, ctx, project, input.features, documents, pins);
    return { documents, groups };
  });
  refuseMasked(parts.groups);
  return parts;
}

/** The plan of a request over a spine file with these columns. */
export function planJoin(
  input: JoinInput,
  groups: readonly PreviewGroup[],
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
    rowsMax: 1,
    shortNames: input.short_names,
  });
  const problems = outcome.ok ? [] : outcome.problems;
  if (input.label !== null && !spine.columns.some((column) => column.name === input.label)) {
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
export function restrictedColumns(plan: PitPlan, groups: readonly PreviewGroup[]): string[] {
  return plan.groups.flatMap((group, i) =>
    group.features
      .filter((feature) => groups[i]?.restricted.has(feature.name))
      .map((feature) => feature.output),
  );
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

async function servicePins(db: Db, project: ProjectRow, name: string): Promise<GroupPin[]> {
  const service = await findService(db, project.id, name);
  if (!service) throw notFound(`Feature service ${name}`);
  const foreign = service.document.features.filter(
    (pin) => pin.project !== null && pin.project !== project.name,
  );
  if (foreign.length > 0) {
    throw invalid(
      foreign.map((pin) => ({
        path: "service",
        message: `${name} reads ${pin.project}/${pin.group}: features of another project cannot be joined here`,
      })),
    );
  }
  return service.document.features.map((pin) => ({
    group: pin.group,
    version: pin.version,
    alias: pin.as,
    keyMap: pin.keys,
    features: pin.features,
  }));
}

function refuseMasked(groups: readonly PreviewGroup[]) {
  const masked = groups.flatMap(({ request, masked: names }) =>
    [...(request.requested ?? request.features.map((feature) => feature.name))]
      .filter((name) => names.has(name))
      .map((name) => `${request.group}:${name}`),
  );
  if (masked.length === 0) return;
  throw new AppError(
    "FORBIDDEN",
    `You may not see the values of ${masked.join(", ")}, so they cannot be in a dataset of yours; a steward can build it.`,
  );
}
