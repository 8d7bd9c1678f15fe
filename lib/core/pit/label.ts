import type { FieldProblem } from "@/lib/core/errors";
import { parseInstant } from "@/lib/core/time/instant";
import type { PitGroup, PitGroupRequest, PitRequest } from "./plan";
import { planGroups } from "./plan-groups";

/**
 * A column that is learnt: an aggregate over the events in (t, t + window] after each spine time t. Such a value looks
 * into the future by intent, so it exists in training datasets only: no preview, group or service can name it.
 *
 * It is known once an observation is mature: when `maturesAfterSeconds` have passed since t in what has been observed.
 * Spine rows that are not mature, or have no time, are left out and counted; without that, what has not happened *yet*
 * would be learnt as what never happens.
 */
export interface PitLabel {
  /** Name of the output column; it stands after the spine's columns. */
  output: string;
  /** One window over the source that ends, at the moment t + `windowSeconds`, where the label's interval ends. */
  group: PitGroup;
  windowSeconds: number;
  /** At least `windowSeconds`. */
  maturesAfterSeconds: number;
  /** RFC 3339 UTC; `null` = the newest event time of the source. */
  observedUntil: string | null;
}

export interface PitLabelRequest extends Omit<PitLabel, "group"> {
  /** Computes windows; its only feature is the label. */
  group: PitGroupRequest;
}

/** @returns the label of a request, or `null` without one; adds what is wrong with it as `label.…`. */
export function planLabel(request: PitRequest, problems: FieldProblem[]): PitLabel | null {
  if (!request.label) return null;
  const { group: asked, output, windowSeconds, maturesAfterSeconds, observedUntil } = request.label;
  const found: FieldProblem[] = [];
  const [group] = planGroups({ ...request, groups: [asked], knowledge: "event", shortNames: false }, found);
  for (const { path, ...problem } of found)
    problems.push({ ...problem, path: path.replace(/^groups\.[^.]+/, "label") });
  if (maturesAfterSeconds < windowSeconds) {
    problems.push({
      path: "label.matures_after",
      message: "ends before the window that is counted does",
      expected: "at least the window",
    });
  }
  if (observedUntil !== null) {
    const parsed = parseInstant(observedUntil, null);
    if (!parsed.ok) problems.push({ path: "label.observed_until", message: parsed.message });
  }
  if (!group) return null;
  const features = group.features.map((feature) => ({ ...feature, output }));
  return { output, group: { ...group, features }, windowSeconds, maturesAfterSeconds, observedUntil };
}
