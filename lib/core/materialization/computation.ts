import { type ComputeSetting, groupCompute } from "../definitions/group-compute";
import { rowEnds } from "../definitions/row-ends";
import { computationOf, type FeatureGroupDefinition } from "../model/definitions";
import { durationSeconds } from "../model/duration";
import { parseFeatureRef } from "../model/ref";
import type { PitGroup, PitGroupRequest } from "../pit/plan";
import { planGroup } from "../pit/plan-groups";
import type { Relation } from "../pit/relation";
import { MICROS_PER_SECOND } from "../time/instant";

/** How the rows of a group version come about for any interval of event times; plain serialisable data. */
export type Computation =
  | { kind: "interval"; relation: Relation }
  /** A row for each key at each whole multiple of `everyUs` since 1970 UTC. */
  | { kind: "ticks"; group: PitGroup; everyUs: bigint };

export interface Materializable {
  computation: Computation;
  /** How long after its event time a row that is read still counts, microseconds; `null` = for ever. */
  lookbackUs: bigint | null;
}

type Outcome = ({ ok: true } & Materializable) | { ok: false; reason: string };

interface PublishedVersion {
  number: number;
  document: FeatureGroupDefinition;
  features: readonly { name: string; type: string; computation: string }[];
}

/**
 * Rows of a source or a transform are those with their event time in the interval. Windows have a row at each tick of
 * `emit`; rollups, which declare none, at those of their members' groups (of several, the shortest). Everything is computed
 * down from the sources, as at a spine time, whatever of the groups in between has been materialized.
 *
 * @param joinKeys of the group's entity.
 * @returns how, or the reason in a sentence why the version cannot be materialized.
 */
export function computationFor(
  version: PublishedVersion,
  joinKeys: PitGroupRequest["entityKeys"],
  setting: ComputeSetting,
): Outcome {
  const { document } = version;
  const outcome = groupCompute(document, setting);
  if (!outcome.ok) return outcome;
  const { rows: _, ...compute } = outcome.group;
  if (compute.compute === null) {
    const { validTo } = rowEnds(document, setting.documents);
    if (validTo !== null)
      return refuse(`${document.name} ends rows by ${validTo}, which the offline store does not keep`);
    // What a SELECT makes of a row may be seen at any later one.
    const lookbackUs = document.transform === null ? 0n : null;
    return { ok: true, computation: { kind: "interval", relation: compute.relation }, lookbackUs };
  }
  const everySeconds = emitSeconds(document, setting, []);
  if (everySeconds === null)
    return refuse(`${document.name} declares no emit, so nothing says at which times it has rows`);
  const problems: Parameters<typeof planGroup>[2] = [];
  const features = version.features.filter((feature) => feature.computation !== "on_demand");
  const group = planGroup(
    document.name,
    {
      ...compute,
      group: document.name,
      version: version.number,
      alias: null,
      entityKeys: joinKeys,
      keyMap: null,
      features: features.map(({ name, type }) => ({ name, type, column: null })),
      requested: null,
    },
    problems,
    "event",
  );
  const [problem] = problems;
  if (problem) return refuse(`${problem.path} ${problem.message}`);
  const everyUs = BigInt(everySeconds) * MICROS_PER_SECOND;
  return { ok: true, computation: { kind: "ticks", group, everyUs }, lookbackUs: lookbackOf(group) };
}

function emitSeconds(
  group: FeatureGroupDefinition,
  setting: ComputeSetting,
  path: readonly string[],
): number | null {
  if (group.emit !== null) return durationSeconds(group.emit);
  if (computationOf(group) !== "second_order" || path.includes(group.name)) return null;
  const members = (group.second_order ?? []).flatMap(({ feature }) => {
    const ref = parseFeatureRef(feature);
    if (!ref) return [];
    const member =
      ref.version === null
        ? setting.documents.groups.get(ref.group)
        : setting.pinned.get(`${ref.group}@v${ref.version}`);
    const seconds = member ? emitSeconds(member, setting, [...path, group.name]) : null;
    return seconds === null ? [] : [seconds];
  });
  return members.length === 0 ? null : Math.min(...members);
}

function lookbackOf({ compute }: PitGroup): bigint | null {
  if (compute.kind !== "windows") return null;
  const seconds = compute.windows.map((window) => window.seconds);
  if (seconds.includes(null)) return null;
  return BigInt(Math.max(0, ...seconds.map(Number))) * MICROS_PER_SECOND;
}

function refuse(reason: string): Outcome {
  return { ok: false, reason };
}
