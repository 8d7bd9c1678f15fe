import "server-only";
import { AppError, notFound } from "@/lib/core/errors";
import { diffVersions, isEmptyDiff, type VersionDiff } from "@/lib/core/schema/diff";
import type { VersionSnapshot } from "@/lib/core/schema/identity";
import { judgeDiff, type Level, type LevelFinding, levelOf } from "@/lib/core/schema/level";
import { listNamesDroppedBy } from "@/lib/store/group-features";
import type { VersionWithSchema } from "@/lib/store/group-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { findGroupOnce, findVersionOnce } from "./find";

/** A description that differs; it makes no version, but says what people meant. */
export interface WordsChange {
  /** The feature's name in the later version; `null` for the group itself. */
  feature: string | null;
  from: string;
  to: string;
}

/** Two versions of a group side by side. */
export interface VersionComparison {
  from: VersionWithSchema;
  to: VersionWithSchema;
  diff: VersionDiff;
  /** What each change does to readers, by the structural rules. */
  findings: LevelFinding[];
  /** The level of the step; `null` when nothing differs. */
  level: Level | null;
  /** In the order of names, the group first. */
  words: WordsChange[];
}

/** Compares any two published versions of a group, in either direction, from their stored snapshots. */
export async function diffGroupVersions(
  ctx: ServiceContext,
  input: { project: string; group: string; from: number; to: number },
): Promise<VersionComparison> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const group = await findGroupOnce(ctx, db, project.id, input.group);
    if (!group) throw notFound(`Feature group ${input.group}`);
    const [from, to, dropped] = await Promise.all([
      findVersionOnce(ctx, db, group.id, input.from),
      findVersionOnce(ctx, db, group.id, input.to),
      listNamesDroppedBy(db, group.id, input.from),
    ]);
    if (!from || !to) {
      const missing = from ? input.to : input.from;
      throw new AppError("NOT_FOUND", `${input.group} has no version ${missing}.`);
    }
    const diff = diffVersions(snapshotOf(from), snapshotOf(to));
    const findings = judgeDiff(diff, new Set(dropped));
    const level = isEmptyDiff(diff) ? null : levelOf(findings);
    return { from, to, diff, findings, level, words: wordsChanges(from, to) };
  });
}

function snapshotOf({ content, features }: VersionWithSchema): VersionSnapshot {
  return { content, ids: new Map(features.map((feature) => [feature.name, feature.id])) };
}

/** Features of one side only are told by the diff itself. */
function wordsChanges(from: VersionWithSchema, to: VersionWithSchema): WordsChange[] {
  const before = new Map(from.features.map((feature) => [feature.id, feature.description ?? ""]));
  const group = { feature: null, from: from.document.description ?? "", to: to.document.description ?? "" };
  const features = to.features.flatMap(({ id, name, description }): WordsChange[] => {
    const known = before.get(id);
    return known === undefined ? [] : [{ feature: name, from: known, to: description ?? "" }];
  });
  features.sort((a, b) => ((a.feature ?? "") < (b.feature ?? "") ? -1 : 1));
  return [group, ...features].filter((change) => change.from !== change.to);
}
