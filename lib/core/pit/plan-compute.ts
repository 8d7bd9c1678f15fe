import type { FieldProblem } from "@/lib/core/errors";
import type { AggregationFunction, Scalar } from "../model/definitions";
import type { Cell } from "./cell";
import type { PitCompute, PitRollup, PitWindow, WindowsCompute } from "./compute";
import type { PitFeature, PitGroup, PitGroupRequest } from "./plan";
import { typeValues } from "./spine-values";

/** How a group's features are computed, before it is known which of them are asked for. */
export type ComputeRequest =
  | { kind: "windows"; windows: ReadonlyMap<string, WindowRequest>; strategy?: WindowsCompute["strategy"] }
  | { kind: "second_order"; rollups: ReadonlyMap<string, RollupRequest> };

interface AggregationRequest {
  fn: AggregationFunction;
  parameter: number | null;
  /** As written in the definition; it must be a value of the feature's type. */
  empty: Scalar;
}

/** See {@link PitWindow}. */
export interface WindowRequest extends AggregationRequest {
  column: string | null;
  seconds: number | null;
  bounds: "(]" | "[)";
  where: string | null;
}

/** See {@link PitRollup}. */
export interface RollupRequest extends AggregationRequest {
  by: string;
  path: PitGroupRequest[];
  memberPath: PitGroupRequest[];
  member: PitGroupRequest;
}

/** Windows longer than this leave the calendar of any engine; about 31 000 years. */
const WINDOW_SECONDS_MAX = 1e12;

/** Plans a group that another one is computed from. */
export type PlanGroup = (name: string, request: PitGroupRequest, problems: FieldProblem[]) => PitGroup;

/**
 * The computation of the features that are asked for, in their order.
 *
 * @param path of problems: `groups.<name>`.
 * @param planGroup plans a group that this one is computed from.
 */
export function planCompute(
  path: string,
  request: PitGroupRequest,
  features: readonly PitFeature[],
  planGroup: PlanGroup,
  problems: FieldProblem[],
): PitCompute {
  const { compute } = request;
  if (!compute) return { kind: "rows" };
  const at = (feature: PitFeature) => `${path}.features.${feature.name}`;
  const missing = (feature: PitFeature) =>
    problems.push({ path: at(feature), message: `nothing says how ${feature.name} is computed` });
  if (compute.kind === "windows") {
    const windows = features.flatMap((feature): PitWindow[] => {
      const window = compute.windows.get(feature.name);
      if (!window) missing(feature);
      return window ? [planWindow(at(feature), feature, window, problems)] : [];
    });
    return { kind: "windows", windows, strategy: compute.strategy ?? null };
  }
  const rollups = features.flatMap((feature): PitRollup[] => {
    const rollup = compute.rollups.get(feature.name);
    if (!rollup) missing(feature);
    return rollup ? [planRollup(at(feature), feature, rollup, planGroup, problems)] : [];
  });
  return { kind: "second_order", rollups };
}

function planWindow(
  path: string,
  feature: PitFeature,
  window: WindowRequest,
  problems: FieldProblem[],
): PitWindow {
  const { fn, parameter, column, seconds, bounds, where } = window;
  if (seconds !== null && !(Number.isInteger(seconds) && seconds > 0 && seconds <= WINDOW_SECONDS_MAX)) {
    problems.push({ path, message: `${seconds} s is not a window`, expected: "a duration, or lifetime" });
  }
  return {
    fn,
    parameter,
    column,
    seconds,
    bounds,
    where,
    empty: emptyCell(path, feature, window.empty, problems),
  };
}

function planRollup(
  path: string,
  feature: PitFeature,
  rollup: RollupRequest,
  planGroup: PlanGroup,
  problems: FieldProblem[],
): PitRollup {
  const { fn, parameter, by } = rollup;
  const inner = (request: PitGroupRequest) => planGroup(request.group, request, problems);
  return {
    fn,
    parameter,
    empty: emptyCell(path, feature, rollup.empty, problems),
    by,
    path: rollup.path.map(inner),
    memberPath: rollup.memberPath.map(inner),
    member: inner(rollup.member),
  };
}

function emptyCell(path: string, feature: PitFeature, empty: Scalar, problems: FieldProblem[]): Cell {
  if (empty === null) return null;
  const { cells, problems: unfit } = typeValues([empty], feature.type, "json", null);
  for (const { message } of unfit) problems.push({ path: `${path}.empty`, message });
  return cells[0] ?? null;
}
