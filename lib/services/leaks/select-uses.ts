import "server-only";
import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { Resolver } from "@/lib/core/definitions/resolve";
import { readTimes } from "@/lib/core/definitions/times";
import type { SelectUse } from "@/lib/core/leaks/select-use";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { ServiceContext } from "../context";

const DEADLINE_MS = 10_000;
const REMEMBERED_MAX = 2_000;

/** What a text says does not change, so answers are kept for as long as the process lives. */
const remembered = new Map<string, SelectUse[]>();

/** Suspicious places of a group's transform; [] without one. */
export async function selectUses(
  ctx: ServiceContext,
  group: FeatureGroupDefinition,
  resolver: Resolver,
): Promise<SelectUse[]> {
  if (group.transform === null) return [];
  const tables = resolver.reads(group.name);
  const inputs = Object.fromEntries(tables.map((table) => [table, resolver.times(table).event_time]));
  const times = { inputs, output: readTimes(group, resolver).event_time };
  const key = createHash("sha256")
    .update(canonicalJson({ sql: group.transform, times }))
    .digest("hex");
  const known = remembered.get(key);
  if (known) return known;
  const call = { runId: ctx.newId(), deadlineMs: DEADLINE_MS };
  const { uses } = await ctx.engine.inspectSelect(group.transform, times, call);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, uses);
  return uses;
}
