import { durationInWords } from "@/lib/core/time/words";
import type { PitGroup, PitPlan } from "./plan";
import { hasRowOrder, type Relation } from "./relation";

/**
 * The plan in sentences that one colleague would say to another. Intervals are literal (rule 29): `[t − 7 days, t]`
 * includes both ends. Names stand in backticks. Order: the spine, each group, what holds for all.
 */
export function explainPlan(plan: PitPlan): string[] {
  return [
    spineSentence(plan),
    timeSentence(plan),
    ...plan.groups.flatMap(groupSentences),
    ...commonSentences(plan),
  ];
}

function spineSentence({ spine }: PitPlan): string {
  if (spine.kind === "rows") {
    const rows = spine.rowCount === 1 ? "1 row is" : `${spine.rowCount} rows are`;
    return `${rows} given as the spine; each comes out exactly once, in the order given.`;
  }
  if (spine.kind === "files") {
    return "All rows of the stored spine file that the selection keeps are the spine; each comes out exactly once, in file order.";
  }
  const rows = spine.rows === 1 ? "1 row is" : `Up to ${spine.rows} rows are`;
  return `${rows} drawn from the source \`${spine.source.name}\` as the spine (seed ${spine.seed}: the same files give the same rows), oldest first; each comes out exactly once.`;
}

function timeSentence({ spine }: PitPlan): string {
  return `The time t of a row is its \`${spine.time}\`, an instant in UTC.`;
}

function groupSentences(group: PitGroup): string[] {
  const keys = group.keys.map((key) =>
    key.column === key.spineColumn
      ? `\`${key.column}\``
      : `\`${key.column}\` equal to the spine's \`${key.spineColumn}\``,
  );
  const same = group.keys.every((key) => key.column === key.spineColumn);
  const interval =
    group.ttlSeconds === null
      ? "at or before t"
      : `in [t − ${durationInWords(group.ttlSeconds)}, t], both ends included`;
  const sentences = [
    `${titleOf(group)}: take the newest row with ${same ? "the same " : ""}${listOf(keys)} and \`${group.eventTime}\` ${interval}.`,
  ];
  if (group.ttlSeconds !== null) {
    sentences.push(
      `If its newest row is older than ${durationInWords(group.ttlSeconds)}, its values are null and marked OUTSIDE_MAX_AGE, with that row's age; no older row is tried.`,
    );
  }
  sentences.push(tieSentence(group));
  const zones = zonesOf(group.relation);
  if (zones.length > 0) sentences.push(`Times without a zone are read in ${listOf(zones)}.`);
  return sentences;
}

function titleOf(group: PitGroup): string {
  const version = group.version === null ? "" : `@v${group.version}`;
  const role = group.name === group.group ? "" : ` as \`${group.name}\``;
  const features = group.features.map((feature) => `\`${feature.output}\``);
  return `\`${group.group}${version}\`${role} gives ${listOf(features)}`;
}

function tieSentence(group: PitGroup): string {
  const created = group.createdTime
    ? `the greatest \`${group.createdTime}\` wins (none counts as oldest), then `
    : "";
  const last = hasRowOrder(group.relation)
    ? "the last by file path and row number wins"
    : "the row with the greatest feature values wins, compared in their declared order";
  return `Among rows with equal \`${group.eventTime}\`, ${created}${last}.`;
}

function commonSentences(plan: PitPlan): string[] {
  const late = plan.groups.some((group) => group.createdTime !== null)
    ? [
        "Rows count from their event time on, even if they were written later; the created time only breaks ties.",
      ]
    : [];
  return [
    "A spine row without a key or without a time finds nothing (NOT_FOUND) and is kept.",
    "A null in the newest row stays null (NULL_VALUE); the join does not look further back.",
    ...late,
    `At most ${plan.rowsMax} rows are shown; all are joined and counted.`,
  ];
}

/** Zones that naive times are read in. Below a SELECT they are the business of whoever wrote it. */
function zonesOf(relation: Relation): string[] {
  if (relation.kind === "columns") return zonesOf(relation.input);
  return relation.kind === "files" && relation.timezone !== null ? [relation.timezone] : [];
}

function listOf(items: string[]): string {
  if (items.length <= 1) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
