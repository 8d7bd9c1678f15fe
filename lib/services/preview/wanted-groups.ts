import "server-only";
import type { PreviewFeature, PreviewGroupInput } from "@/lib/contracts/preview";
import type { FieldProblem } from "@/lib/core/errors";
import { parseFeatureRef } from "@/lib/core/model/ref";
import type { NullMode } from "@/lib/core/pit/modes";
import type { Db } from "@/lib/store/client";
import { findService } from "@/lib/store/object-views";

/** One group, or one role of it, that a preview asks for. */
export interface WantedGroup {
  group: string;
  /** `null` = the latest. */
  version: number | null;
  as: string | null;
  /** join key → spine column; `null` = all are the same. */
  keys: Record<string, string> | null;
  /** `null` = all. */
  features: string[] | null;
  strict: boolean;
  nulls: NullMode;
  /** Where it was first asked for. */
  path: string;
}

type Part = Omit<WantedGroup, "path"> & { project: string | null };

/**
 * Groups in the order in which they are first named. What is asked of one group, version and role in the same way is one
 * join; a `*` takes all its features. Services give what they pin, with their aliases and key maps.
 */
export async function wantedGroups(
  db: Db,
  project: { id: string; name: string },
  features: readonly PreviewFeature[],
  problems: FieldProblem[],
): Promise<WantedGroup[]> {
  const wanted = new Map<string, WantedGroup>();
  for (const [index, feature] of features.entries()) {
    const path = `features.${index}`;
    const parts = await partsOf(db, project.id, feature);
    if ("message" in parts) {
      problems.push({ path, ...parts });
      continue;
    }
    for (const { project: home, ...part } of parts) {
      if (home !== null && home !== project.name) {
        problems.push({
          path,
          message: "features of another project cannot be joined here",
          expected: EXPECTED,
        });
      } else add(wanted, part, path);
    }
  }
  return [...wanted.values()];
}

const EXPECTED = "group:feature or group@v2:feature";

async function partsOf(
  db: Db,
  projectId: string,
  feature: PreviewFeature,
): Promise<Part[] | Pick<FieldProblem, "message" | "expected">> {
  if (typeof feature === "string") {
    const ref = parseFeatureRef(feature);
    if (!ref) return { message: `${feature} is not a feature reference`, expected: EXPECTED };
    const { project, group, version } = ref;
    return [{ ...PLAIN, project, group, version, features: ref.feature === null ? null : [ref.feature] }];
  }
  if ("group" in feature) return groupPart(feature);
  const service = await findService(db, projectId, feature.service);
  if (!service) return { message: `there is no feature service ${feature.service}` };
  return service.document.features.map((pin) => ({ ...PLAIN, ...pin }));
}

const PLAIN = { as: null, keys: null, strict: false, nulls: "latest_row" } as const;

function groupPart(input: PreviewGroupInput): Part[] | Pick<FieldProblem, "message" | "expected"> {
  const ref = parseFeatureRef(`${input.group}:*`);
  if (!ref) return { message: `${input.group} is not a group`, expected: "group or group@v2" };
  const { as = null, keys = null, features = null, strict = false, nulls = "latest_row" } = input;
  const { project, group, version } = ref;
  return [{ project, group, version, as, keys, features, strict, nulls }];
}

function add(wanted: Map<string, WantedGroup>, part: Omit<Part, "project">, path: string) {
  const { group, version, as, features, strict, nulls } = part;
  const keys = Object.entries(part.keys ?? {}).filter(([key, column]) => key !== column);
  const name = JSON.stringify([group, version, as, strict, nulls, keys.sort()]);
  const known = wanted.get(name);
  if (!known) wanted.set(name, { ...part, features: features && [...new Set(features)], path });
  else if (features === null || known.features === null) known.features = null;
  else known.features = [...new Set([...known.features, ...features])];
}
