import { LEAK_RULES } from "../leaks/rules";
import type { Definition, FeatureGroupDefinition, ProjectDefinition } from "../model/definitions";
import { computationOf } from "../model/definitions";
import { durationSeconds } from "../model/duration";
import { parseValueType } from "../model/value-type";
import { readableAs } from "../schema/type-change";
import type { Registered } from "./registered";
import type { Resolver } from "./resolve";
import { objectKey } from "./set";
import { featureIndex, similarFeature } from "./similar";
import { didYouMean } from "./suggest";
import { groupTimes } from "./times";
import { WARNING_RULES, type WarningRuleId } from "./warning-rules";

/** Something about a right document that its owners should look at. */
export interface DefinitionWarning {
  ruleId: WarningRuleId;
  document: Definition;
  path: (string | number)[];
  /** What was found and what to do, in one or two sentences. */
  message: string;
}

type Warn = (ruleId: WarningRuleId, path: (string | number)[], message: string) => void;

/** Warnings about the documents of the files, in the light of everything else; silenced ones left out. */
export function warningsAbout(
  files: readonly Definition[],
  resolver: Resolver,
  registered: Registered,
): DefinitionWarning[] {
  const warnings: DefinitionWarning[] = [];
  const index = featureIndex(resolver);
  for (const document of files) {
    const silenced = "silence" in document ? document.silence : [];
    const warn: Warn = (ruleId, path, message) => {
      if (!silenced.includes(ruleId)) warnings.push({ ruleId, document, path, message });
    };
    for (const [position, ruleId] of silenced.entries()) {
      if (SILENCEABLE.includes(ruleId)) continue;
      warn(
        "unknown-silence",
        ["silence", position],
        `There is no rule ${ruleId}.${didYouMean(ruleId, SILENCEABLE)} Correct it or take it out.`,
      );
    }
    warnAboutWords(document, resolver.set.project, warn);
    if (
      registered.retired.has(objectKey(document)) &&
      "lifecycle" in document &&
      document.lifecycle === null
    ) {
      warn(
        "retired-object",
        ["name"],
        `${document.name} is retired. Write lifecycle: active to bring it back, or take it out of the files.`,
      );
    }
    if (document.kind === "feature_group") {
      warnAboutGroup(document, resolver, warn);
      if (!registered.groups.has(document.name)) warnAboutRenames(document, warn);
      const similar = similarFeature(document, index, resolver);
      for (const { path, message } of similar) warn("looks-like-existing", path, message);
    }
    if (document.kind === "source" && document.event_time === null && document.type !== "query") {
      warn(
        "no-event-time",
        [],
        `${document.name} has no event time, so its rows count as true at all times. Name the column with event_time.`,
      );
    }
  }
  return warnings;
}

/** Rules of the linter are silenced in the same list. */
const SILENCEABLE = [...Object.keys(WARNING_RULES), ...Object.keys(LEAK_RULES)];

const EMPTY_WORDS =
  /^(?:entity|feature|group|source|service|data|dataset|values?|val|cols?|columns?|fields?|tables?|tests?|tmp|temp|foo|bar|baz|id|key|thing|items?|objects?|new|my|misc|stuff|default|var|v|f|x|y|z|[a-z])?\d*$/;

/** Whether each word of a name is empty: `entity1`, `id`, `my_data`, `feature_2`. */
export function saysNothing(name: string): boolean {
  return name.split("_").every((word) => EMPTY_WORDS.test(word));
}

function warnAboutWords(document: Definition, project: ProjectDefinition | null, warn: Warn) {
  if (saysNothing(document.name))
    warn(
      "name-says-nothing",
      ["name"],
      `The name ${document.name} says nothing. Name it after what it holds.`,
    );
  const named =
    document.kind === "entity"
      ? document.join_keys
      : document.kind === "feature_group"
        ? document.features
        : [];
  const list = document.kind === "entity" ? "join_keys" : "features";
  for (const [index, { name }] of named.entries()) {
    if (saysNothing(name))
      warn(
        "name-says-nothing",
        [list, index, "name"],
        `The name ${name} says nothing. Name it after what it holds.`,
      );
  }
  if (document.description === null)
    warn("no-description", [], `${document.name} has no description. Say in a sentence what it is.`);
  const owner = "owner" in document ? document.owner : null;
  if (document.kind !== "team" && owner === null && (project?.owner ?? null) === null) {
    warn(
      "no-owner",
      [],
      `${document.name} has no owner. Name its team with owner, or one for the whole project.`,
    );
  }
}

function warnAboutGroup(group: FeatureGroupDefinition, resolver: Resolver, warn: Warn) {
  const undescribed = resolver
    .features(group.name)
    .filter(
      ({ description, computation }) =>
        description === null && computation !== "aggregation" && computation !== "second_order",
    );
  if (undescribed.length > 0) {
    const names = undescribed
      .slice(0, 5)
      .map(({ name }) => name)
      .join(", ");
    const more = undescribed.length > 5 ? ` and ${undescribed.length - 5} more` : "";
    warn(
      "no-description",
      ["features"],
      `Without a description: ${names}${more}. Say in a sentence what each is.`,
    );
  }
  if (groupTimes(group, resolver).event_time === null) {
    warn(
      "no-event-time",
      [],
      `${group.name} has no event time, so its values count as true at all times. Name the column with event_time.`,
    );
  }
  warnAboutTtl(group, warn);
  warnAboutTypes(group, resolver, warn);
}

function warnAboutRenames(group: FeatureGroupDefinition, warn: Warn) {
  for (const [index, { name, renamed_from }] of group.features.entries()) {
    if (renamed_from === null) continue;
    warn(
      "rename-without-history",
      ["features", index, "renamed_from"],
      `${group.name} is new, so ${name} is not renamed from ${renamed_from}. Take renamed_from out.`,
    );
  }
}

function warnAboutTtl(group: FeatureGroupDefinition, warn: Warn) {
  if (group.ttl === null || group.aggregations === null) return;
  const ttl = durationSeconds(group.ttl) ?? 0;
  const windows = group.aggregations.flatMap(({ windows: texts }) => texts);
  const seconds = (window: string) =>
    window === "lifetime" ? Number.POSITIVE_INFINITY : (durationSeconds(window) ?? 0);
  const longest = windows.reduce(
    (most, window) => (seconds(window) > seconds(most) ? window : most),
    windows[0] ?? "",
  );
  if (seconds(longest) > ttl) {
    warn(
      "ttl-shorter-than-window",
      ["ttl"],
      `The TTL ${group.ttl} is shorter than the window ${longest}. Lengthen the TTL or take it out.`,
    );
  }
}

function warnAboutTypes(group: FeatureGroupDefinition, resolver: Resolver, warn: Warn) {
  const computation = computationOf(group);
  const select = resolver.facts.selects.get(group.name);
  for (const [index, feature] of group.features.entries()) {
    const name = (feature.column ?? feature.name).toLowerCase();
    const found =
      computation === "source"
        ? resolver.column(group.source ?? "", name)
        : select?.columns.find((column) => column.name.toLowerCase() === name);
    const [from, to] = [parseValueType(found?.type ?? ""), parseValueType(feature.type ?? "")];
    if (!found || !from || !to || readableAs(from, to) !== "inexact") continue;
    const path = ["features", index, "type"];
    warn(
      "inexact-type",
      path,
      `${found.name} holds ${found.type}, and ${feature.type} rounds large values. Declare ${found.type}, or silence this if they stay small.`,
    );
  }
}
