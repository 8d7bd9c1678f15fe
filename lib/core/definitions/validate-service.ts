import type { FeatureServiceDefinition, ServiceFeatureDefinition } from "../model/definitions";
import type { Report } from "./problem";
import type { ForeignGroup, GroupVersions, RegisteredVersion } from "./registered";
import type { Resolver } from "./resolve";
import { didYouMean } from "./suggest";
import { checkNamesOnce } from "./validate-group";

/** Versions that references may name, those that the change at hand would publish included. */
export interface KnownVersions {
  /** By the name of the group. */
  groups: ReadonlyMap<string, GroupVersions>;
  /** By `project/group`. */
  foreign: ReadonlyMap<string, ForeignGroup>;
}

/** A service: each entry exists, and each output column has one meaning. */
export function checkService(
  service: FeatureServiceDefinition,
  resolver: Resolver,
  versions: KnownVersions,
  report: Report,
) {
  const outputs = new Map<string, number>();
  const prefixes = new Map<string, { meaning: string; index: number }>();
  for (const [index, entry] of service.features.entries()) {
    const target = targetOf(entry, resolver, versions);
    if (target) checkEntry(entry, index, target, report);
    const prefix = entry.as ?? entry.group;
    const meaning = JSON.stringify([entry.project, entry.group, entry.version, entry.keys]);
    const other = prefixes.get(prefix);
    if (other && other.meaning !== meaning) {
      const message = `The columns ${prefix}__… would mean two things: here and in features.${other.index}.`;
      report(["features", index], message, "as: another prefix for one of them");
      continue;
    }
    prefixes.set(prefix, other ?? { meaning, index });
    checkOutputs(entry, index, target?.features ?? [], outputs, report);
  }
  checkNamesOnce(service.consumers, "consumers", "consumer", report);
  for (const [index, consumer] of service.consumers.entries()) {
    for (const [position, name] of consumer.imputes.entries()) {
      if (
        outputs.size > 0 &&
        ![...outputs.keys()].some((output) => output === name || output.endsWith(`__${name}`))
      ) {
        report(
          ["consumers", index, "imputes", position],
          `The service has no feature ${name}.${didYouMean(name, outputs.keys())}`,
          "a feature of the service",
        );
      }
    }
  }
}

interface Target {
  /** As written in messages. */
  name: string;
  features: readonly string[];
  joinKeys: readonly string[];
  versions: readonly RegisteredVersion[];
  latest: number;
}

/** What an entry refers to; `null` when there is no such group, which is reported with the other references. */
function targetOf(
  entry: ServiceFeatureDefinition,
  resolver: Resolver,
  versions: KnownVersions,
): Target | null {
  if (entry.project !== null) {
    const name = `${entry.project}/${entry.group}`;
    const group = versions.foreign.get(name);
    if (!group) return { name, features: [], joinKeys: [], versions: [], latest: 0 };
    const version = group.versions.find(({ number }) => number === (entry.version ?? group.latest));
    return {
      name,
      features: version?.features ?? [],
      joinKeys: group.joinKeys,
      versions: group.versions,
      latest: group.latest,
    };
  }
  const group = resolver.set.groups.get(entry.group);
  if (!group) return null;
  const known = versions.groups.get(group.name)?.versions ?? [];
  const joinKeys = (resolver.set.entities.get(group.entity)?.join_keys ?? []).map(({ name }) => name);
  const latest = known.reduce((highest, { number }) => Math.max(highest, number), 0);
  const pinned = known.find(({ number }) => number === entry.version);
  const current = resolver.features(group.name).flatMap(({ name, aliases }) => [name, ...aliases]);
  return {
    name: group.name,
    features: entry.version === null ? current : (pinned?.features ?? []),
    joinKeys,
    versions: known,
    latest,
  };
}

function checkEntry(entry: ServiceFeatureDefinition, index: number, target: Target, report: Report) {
  if (entry.project !== null && target.latest === 0) {
    report(
      ["features", index],
      `There is no feature group ${target.name}, or you may not see it.`,
      "a group of a project that you may see",
    );
    return;
  }
  if (entry.version !== null && !target.versions.some(({ number }) => number === entry.version)) {
    const numbers = target.versions.map(({ number }) => `v${number}`).join(", ");
    report(["features", index], `${target.name} has no version ${entry.version}.`, `one of ${numbers}`);
    return;
  }
  for (const [position, name] of (entry.features ?? []).entries()) {
    if (target.features.includes(name)) continue;
    const version = entry.version === null ? "" : ` in version ${entry.version}`;
    const path = ["features", index, "features", position];
    report(
      path,
      `${target.name} has no feature ${name}${version}.${didYouMean(name, target.features)}`,
      `one of ${target.features.join(", ")}`,
    );
  }
  for (const key of Object.keys(entry.keys ?? {})) {
    if (target.joinKeys.length > 0 && !target.joinKeys.includes(key)) {
      report(
        ["features", index, "keys", key],
        `${key} is not a join key of ${target.name}.${didYouMean(key, target.joinKeys)}`,
        `one of ${target.joinKeys.join(", ")}`,
      );
    }
  }
}

function checkOutputs(
  entry: ServiceFeatureDefinition,
  index: number,
  all: readonly string[],
  outputs: Map<string, number>,
  report: Report,
) {
  for (const name of entry.features ?? all) {
    const output = `${entry.as ?? entry.group}__${name}`;
    const other = outputs.get(output);
    if (other === undefined) outputs.set(output, index);
    else if (other !== index) {
      report(
        ["features", index],
        `${entry.group}:${name} stands here twice; first in features.${other}.`,
        "each feature once",
      );
      return;
    }
  }
}
