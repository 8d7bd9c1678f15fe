/** One measured number beside its peer, as `--json` prints it. */
export interface Metric {
  name: string;
  case: string;
  unit: "ms" | "mb" | "per_s" | "ratio";
  ours: number;
  peer_name: string | null;
  /** `null` when the peer could not be run, or there is none. */
  peer: number | null;
  /** ours / peer; `null` without a peer. */
  ratio: number | null;
  /** Such as `<= 0.5`; of the ratio when there is a peer, else of `ours`. */
  goal: string;
  /** `null` when it could not be judged: never counted as passed. */
  pass: boolean | null;
}

export interface BenchOptions {
  /** Factor on the size of generated data. */
  scale: number;
}

/** A benchmark: generates its data with a fixed seed into a temporary folder and measures. */
export type Bench = (options: BenchOptions) => Promise<Metric[]>;

const GOAL_PATTERN = /^(<=|>=) (\d+(?:\.\d+)?)$/;

/**
 * Judges a measurement.
 *
 * @param measured.peer leave out for a goal on the absolute number; `null` = the peer could not be run.
 */
export function metric(
  measured: Pick<Metric, "name" | "case" | "unit" | "ours" | "goal"> & {
    peerName?: string;
    peer?: number | null;
  },
): Metric {
  const { peerName = null, peer, ...rest } = measured;
  const ours = round(measured.ours);
  if (peer === undefined) {
    return {
      ...rest,
      ours,
      peer_name: null,
      peer: null,
      ratio: null,
      pass: meets(measured.ours, measured.goal),
    };
  }
  const ratio = peer === null ? null : measured.ours / peer;
  return {
    ...rest,
    ours,
    peer_name: peerName,
    peer: peer === null ? null : round(peer),
    ratio: ratio === null ? null : round(ratio),
    pass: ratio === null ? null : meets(ratio, measured.goal),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** One line per metric for people. */
export function describeMetric(one: Metric): string {
  const verdict = one.pass === null ? "not judged" : one.pass ? "pass" : "FAIL";
  const peer =
    one.peer_name === null
      ? ""
      : `, ${one.peer_name} ${one.peer ?? "not available"}, ratio ${one.ratio ?? "-"}`;
  return `${one.name} · ${one.case}: ours ${one.ours} ${one.unit}${peer}, goal ${one.goal}: ${verdict}`;
}

function meets(value: number, goal: string): boolean {
  const match = GOAL_PATTERN.exec(goal);
  if (!match) throw new Error(`not a goal: ${goal}`);
  return match[1] === "<=" ? value <= Number(match[2]) : value >= Number(match[2]);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
