import "server-only";
import type { DatasetSpine, SpineFormat } from "@/lib/contracts/datasets";
import { groupRelation, sourceRelation, tableNamesIn } from "@/lib/core/definitions/relations";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { invalid, notFound } from "@/lib/core/errors";
import { durationSeconds } from "@/lib/core/model/duration";
import type { FilesRelation, Relation } from "@/lib/core/pit/relation";
import type { SpineDraft } from "@/lib/offline/engine";
import type { ServiceContext } from "../context";
import type { PreviewGroup } from "../preview/groups";
import type { JoinInput } from "./join";

/** Where a person's uploads of a project lie: nobody else's request names them. */
export function uploadPath(ctx: ServiceContext, projectId: string, id: string, format: SpineFormat): string {
  return `uploads/${projectId}/${ctx.actor.rights.personId ?? "system"}/${id}.${format}`;
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
  groups: readonly PreviewGroup[],
  documents: DefinitionSet,
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
  const label = input.label === null ? [] : [input.label];
  return {
    kind: "sample",
    source: { ...relation, times: [...new Set([...relation.times, input.time])] },
    columns: [...new Set([...keys, input.time, ...label, ...spine.keep])],
    time: input.time,
    rows: spine.sample,
    seed: spine.seed,
  };
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
