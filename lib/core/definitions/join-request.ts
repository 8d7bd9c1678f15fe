import type { FeatureGroupDefinition } from "../model/definitions";
import { durationSeconds } from "../model/duration";
import type { PitGroupRequest } from "../pit/plan";
import type { Resolver } from "./resolve";
import { readTimes } from "./times";

/** One version of a group, as the registry or the files hold it. */
export interface JoinedGroup {
  document: FeatureGroupDefinition;
  /** `null` = not published. */
  version: number | null;
  entityKeys: { name: string; type: string }[];
  /** Without those that are computed on demand. */
  features: { name: string; type: string }[];
}

/** How a group is joined to a spine, apart from its rows and from what is asked of it. */
export function joinRequest(
  { document, version, entityKeys, features }: JoinedGroup,
  resolver: Resolver,
): Omit<PitGroupRequest, "relation" | "requested"> {
  const times = readTimes(document, resolver);
  return {
    group: document.name,
    version,
    alias: null,
    entityKeys: entityKeys.map(({ name, type }) => ({ name, type })),
    keyMap: null,
    eventTime: times.event_time,
    createdTime: times.created_time,
    ttlSeconds: document.ttl === null ? null : durationSeconds(document.ttl),
    features: features.map(({ name, type }) => ({ name, type, column: null })),
  };
}
