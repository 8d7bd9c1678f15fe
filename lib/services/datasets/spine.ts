import "server-only";
import type { DatasetSpine, SpineFormat } from "@/lib/contracts/datasets";
import { hasPolicyTag, POLICY_TAGS, seesProtectedValues } from "@/lib/core/access/policy";
import { groupRelation, sourceRelation, tableNamesIn } from "@/lib/core/definitions/relations";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { AppError, invalid, notFound } from "@/lib/core/errors";
import { durationSeconds } from "@/lib/core/model/duration";
import type { FilesRelation, Relation } from "@/lib/core/pit/relation";
import type { SpineDraft } from "@/lib/offline/engine";
import type { ServiceContext } from "../context";
import { tagKey } from "../preview/groups";
import type { JoinInput, JoinParts } from "./join";

/** Where a person's uploads of a project lie: nobody else's request names them. */
export function uploadPath(ctx: ServiceContext, projectId: string, id: string, format: SpineFormat): string {
  return `uploads/${projectId}.${ctx.actor.rights.personId ?? "system"}.${id}.${format}`;
}

/** An upload of the actor's own. */
export async function findUpload(
  ctx: ServiceContext,
  projectId: string,
  id: string,
): Promise<{ path: string; format: SpineFormat }> {
  for (const format of ["parquet", "csv"] as const) {
    const path = uploadPath(ctx, projectId, id, format);
    if (await ctx.files.exists(path)) return { path, format };
  }
  throw notFound("This upload");
}

/** A spine file as the engine reads it. */
export function spineRelation(
  path: string,
  format: SpineFormat,
  { time, timezone }: JoinInput,
): FilesRelation {
  return { kind: "files", name: "spine", format, path, timezone, times: [time], columns: null };
}

/** What the engine makes a spine of, for every spine that is not a file yet. */
export function draftOf(
  spine: Exclude<DatasetSpine, { upload: string }>,
  input: JoinInput,
  { groups, computed, documents }: JoinParts,
): SpineDraft {
  if ("sql" in spine) return selectDraft(spine.sql, input.time, documents);
  if ("grid" in spine) {
    const { source, keys, start, end, every } = spine.grid;
    return {
      kind: "grid",
      source: fileSource(source, "spine.grid.source", documents),
      keys,
      time: input.time,
      start,
      end,
      stepSeconds: durationSeconds(every) ?? 0,
    };
  }
  const relation = fileSource(spine.source, "spine.source", documents);
  const keys = groups.flatMap(({ request }) =>
    request.entityKeys.map((key) => request.keyMap?.[key.name] ?? key.name),
  );
  const sent = computed.flatMap(({ request }) => request.map(({ name }) => name));
  const label = labelColumns(input, documents);
  return {
    kind: "sample",
    source: { ...relation, times: [...new Set([...relation.times, input.time])] },
    columns: [...new Set([...keys, ...sent, input.time, ...label, ...spine.keep])],
    time: input.time,
    rows: spine.sample,
    seed: spine.seed,
  };
}

/** Columns of the spine that the label needs: itself, or the keys that its events are found by. */
function labelColumns({ label }: JoinInput, documents: DefinitionSet): string[] {
  if (label === null) return [];
  if (typeof label === "string") return [label];
  const keys = documents.entities.get(label.entity)?.join_keys ?? [];
  return keys.map(({ name }) => label.keys?.[name] ?? name);
}

/** Groups that a SELECT reads and that hold features under a policy: which of them it shows, nobody can tell. */
export function protectedGroups(spine: DatasetSpine, documents: DefinitionSet): string[] {
  if (!("sql" in spine)) return [];
  return tableNamesIn(spine.sql, documents).filter((name) =>
    documents.groups.get(name)?.features.some(({ tags }) => hasPolicyTag(tags.map(tagKey))),
  );
}

/** @throws AppError FORBIDDEN when a SELECT could show values that the actor may not see. */
export function refuseHiddenSpine(
  { actor }: ServiceContext,
  projectId: string,
  spine: DatasetSpine,
  documents: DefinitionSet,
): void {
  const groups = protectedGroups(spine, documents);
  if (groups.length === 0 || seesProtectedValues(actor.rights, projectId, POLICY_TAGS)) return;
  throw new AppError(
    "FORBIDDEN",
    `You may not see all values of ${groups.join(", ")}, so a SELECT of yours may not read it; a steward's may.`,
  );
}

function selectDraft(sql: string, time: string, documents: DefinitionSet): SpineDraft {
  const inputs: Record<string, Relation> = {};
  for (const name of tableNamesIn(sql, documents)) {
    const source = documents.sources.get(name);
    const group = documents.groups.get(name);
    const relation = source ? sourceRelation(source) : null;
    const outcome = group && groupRelation(group, documents);
    if (relation) inputs[name] = relation;
    else if (outcome?.ok) inputs[name] = outcome.relation;
    else {
      const reason = outcome && !outcome.ok ? outcome.reason : `${name} holds no files`;
      throw invalid([{ path: "spine.sql", message: reason }]);
    }
  }
  return { kind: "select", relation: { kind: "select", name: "spine", sql, inputs }, time };
}

function fileSource(name: string, path: string, documents: DefinitionSet): FilesRelation {
  const document = documents.sources.get(name);
  const relation = document && sourceRelation(document);
  if (relation) return relation;
  const message = document ? `${name} holds no files` : `there is no source ${name}`;
  throw invalid([{ path, message }]);
}
