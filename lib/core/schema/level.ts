import type { Json } from "../canonical-json";
import type { VersionFeature } from "../definitions/canonical";
import type { ColumnDefinition, ConstraintsDefinition } from "../model/definitions";
import { durationSeconds } from "../model/duration";
import type { AttributeChange, FeatureChange, VersionDiff } from "./diff";
import { LEVEL_RULES, type LevelRuleId } from "./level-rules";
import { typeTextChanges } from "./type-change";

/** One atomic change, judged by one rule. */
export interface LevelFinding {
  ruleId: LevelRuleId;
  /** `null` for a change of the group as a whole. */
  featureId: string | null;
  /** What changed: `features.delay.type`, `ttl`. */
  path: string;
  /** Rule and subject in one sentence. */
  explanation: string;
}

/** How a version is stored: `breaking` ones never take the place of the one before without being asked. */
export type Level = "breaking" | "minor";

/**
 * Judges each atomic change of a diff by the structural rules, without evidence from data. A later step may
 * lower a finding with evidence; none may drop it.
 *
 * @param droppedNames names of features that earlier versions dropped: they are reserved.
 * @returns no findings for an empty diff; several for one row where several attributes changed.
 */
export function judgeDiff(diff: VersionDiff, droppedNames: ReadonlySet<string> = new Set()): LevelFinding[] {
  const findings: LevelFinding[] = [];
  const add = (ruleIds: readonly LevelRuleId[], path: string, featureId: string | null) => {
    for (const ruleId of ruleIds) {
      const { title, reason } = LEVEL_RULES[ruleId];
      findings.push({ ruleId, featureId, path, explanation: `${path}: ${title}. ${reason}` });
    }
  };
  for (const change of diff.groupChanges) add(groupRules(change), change.attribute, null);
  for (const row of diff.features)
    judgeFeature(row, droppedNames, (ruleIds, attribute) => {
      add(
        ruleIds,
        attribute === null ? `features.${row.name}` : `features.${row.name}.${attribute}`,
        row.featureId,
      );
    });
  return findings;
}

/** The level a version is stored with: breaking when any finding breaks training or serving. */
export function levelOf(findings: readonly LevelFinding[]): Level {
  const breaks = findings.some(
    ({ ruleId }) => LEVEL_RULES[ruleId].training === "break" || LEVEL_RULES[ruleId].serving === "break",
  );
  return breaks ? "breaking" : "minor";
}

function groupRules({ attribute, from, to }: AttributeChange): LevelRuleId[] {
  switch (attribute) {
    case "entity":
      return ["entity-changed"];
    case "join_keys":
      return joinKeyRules(from as unknown as ColumnDefinition[], to as unknown as ColumnDefinition[]);
    case "event_time":
    case "timezone":
      return ["event-time-changed"];
    case "created_time":
      return ["created-time-changed"];
    case "tombstone":
      return ["tombstone-changed"];
    case "ttl":
      return ttlRules(from, to);
    case "emit":
      return ["emit-changed"];
    default:
      if (attribute.startsWith("rules.")) return ["rules-changed"];
      return attribute.startsWith("sources.") ? ["source-changed"] : ["definition-changed"];
  }
}

function joinKeyRules(from: readonly ColumnDefinition[], to: readonly ColumnDefinition[]): LevelRuleId[] {
  const types = new Map(from.map(({ name, type }) => [name, type]));
  const isSameSet = from.length === to.length && to.every(({ name }) => types.has(name));
  if (!isSameSet) return ["join-keys-changed"];
  // The order of keys is no part of the grain: only types count.
  return to.some(({ name, type }) => types.get(name) !== type) ? ["join-key-type-changed"] : [];
}

function ttlRules(from: Json, to: Json): LevelRuleId[] {
  const seconds = (ttl: Json) =>
    typeof ttl === "string" ? (durationSeconds(ttl) ?? 0) : Number.POSITIVE_INFINITY;
  if (seconds(from) === seconds(to)) return [];
  return [seconds(to) < seconds(from) ? "ttl-shortened" : "ttl-lengthened"];
}

type Add = (ruleIds: readonly LevelRuleId[], attribute: string | null) => void;

function judgeFeature(row: FeatureChange, droppedNames: ReadonlySet<string>, add: Add) {
  const value = (attribute: keyof VersionFeature, side: "from" | "to") =>
    row.attributes.find((one) => one.attribute === attribute)?.[side] ?? null;
  switch (row.change) {
    case "unchanged":
      return;
    case "dropped":
      return add(["feature-dropped"], null);
    case "added": {
      const isOptional = value("nullable", "to") === true || value("default", "to") !== null;
      add([isOptional ? "feature-added-optional" : "feature-added-required"], null);
      if (droppedNames.has(row.name)) add(["feature-name-reused"], null);
      return;
    }
    case "renamed":
      add([hasAlias(row) ? "feature-renamed-with-alias" : "feature-renamed-without-alias"], null);
      if (droppedNames.has(row.name)) add(["feature-name-reused"], null);
      break;
    case "changed":
      break;
  }
  for (const change of row.attributes) add(attributeRules(change, row), change.attribute);
}

/** The alias list of a renamed feature always changes when the old name joins it. */
function hasAlias(row: FeatureChange): boolean {
  const aliases = row.attributes.find(({ attribute }) => attribute === "aliases");
  return isTextList(aliases?.to) && row.previousName !== null && aliases.to.includes(row.previousName);
}

function attributeRules(change: AttributeChange, row: FeatureChange): LevelRuleId[] {
  const { attribute, from, to } = change;
  switch (attribute) {
    case "type":
      return typeTextChanges(String(from), String(to));
    case "nullable":
      return [to === true ? "nullable-relaxed" : "nullable-tightened"];
    case "default":
      return defaultRules(from, to, row);
    case "unit":
      return ["unit-changed"];
    case "aliases":
      return aliasRules(from, to, row);
    case "constraints":
      return constraintRules(
        from as unknown as ConstraintsDefinition | null,
        to as unknown as ConstraintsDefinition | null,
      );
    default:
      return ["definition-changed"];
  }
}

function defaultRules(from: Json, to: Json, row: FeatureChange): LevelRuleId[] {
  if (from === null) return ["default-added"];
  if (to !== null) return ["default-changed"];
  return [row.nullable ? "default-removed-nullable" : "default-removed-required"];
}

function aliasRules(from: Json, to: Json, row: FeatureChange): LevelRuleId[] {
  if (!isTextList(from) || !isTextList(to)) return [];
  const isGone = from.some((alias) => !to.includes(alias) && alias !== row.name);
  const isNew = to.some((alias) => !from.includes(alias) && alias !== row.previousName);
  return [...(isGone ? ["alias-removed" as const] : []), ...(isNew ? ["alias-added" as const] : [])];
}

function constraintRules(
  from: ConstraintsDefinition | null,
  to: ConstraintsDefinition | null,
): LevelRuleId[] {
  const rules: LevelRuleId[] = [];
  const [before, after] = [from?.allowed ?? null, to?.allowed ?? null];
  if (after === null ? before !== null : before !== null && after.some((value) => !before.includes(value)))
    rules.push("category-added");
  if (before === null ? after !== null : after !== null && before.some((value) => !after.includes(value)))
    rules.push("category-removed");
  const others = ["min", "max", "pattern", "min_length", "max_length"] as const;
  if (others.some((key) => (from?.[key] ?? null) !== (to?.[key] ?? null))) rules.push("constraint-changed");
  return rules;
}

function isTextList(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
