import { durationInWords } from "@/lib/core/time/words";
import { type PitComputed, visibleFeatures } from "./computed";
import { computeSentences } from "./explain-compute";
import type { PitLabel } from "./label";
import type { Knowledge } from "./modes";
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
    ...(plan.label ? [labelSentence(plan.label)] : []),
    ...plan.groups.flatMap((group) =>
      group.compute.kind === "rows"
        ? groupSentences(group, plan.knowledge)
        : computeSentences(group, titleOf(group)),
    ),
    ...(plan.computed ?? []).map((one) => computedSentence(one, plan)),
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

function labelSentence({
  output,
  group,
  windowSeconds,
  maturesAfterSeconds,
  observedUntil,
}: PitLabel): string {
  const window = group.compute.kind === "windows" ? group.compute.windows[0] : undefined;
  const where = window?.where ? ` where \`${window.where}\`` : "";
  const until = observedUntil ?? `the newest \`${group.eventTime}\``;
  return `The label \`${output}\` is \`${window?.fn}(${window?.column ?? ""})\`${where} over (t, t + ${durationInWords(windowSeconds)}]; rows less than ${durationInWords(maturesAfterSeconds)} before ${until} are left out.`;
}

function groupSentences(group: PitGroup, knowledge: Knowledge): string[] {
  const keys = group.keys.map((key) =>
    key.column === key.spineColumn
      ? `\`${key.column}\``
      : `\`${key.column}\` equal to the spine's \`${key.spineColumn}\``,
  );
  const same = group.keys.every((key) => key.column === key.spineColumn);
  const sentences = [
    `${titleOf(group)}: take the newest row with ${same ? "the same " : ""}${listOf(keys)} and \`${group.eventTime}\` ${intervalOf(group)}.`,
  ];
  if (knowledge === "known") {
    sentences.push(
      `Of these, only rows with \`${group.createdTime}\` at or before t count; a row without \`${group.createdTime}\` is never used.`,
    );
  }
  if (group.nulls === "latest_non_null") {
    sentences.push(
      "Each feature takes the newest of these rows that holds a value for it; the age is that of its own row.",
    );
  }
  sentences.push(...endSentences(group));
  if (group.ttlSeconds !== null) {
    const row = group.nulls === "latest_row" ? "its newest row" : "that row";
    sentences.push(
      `If ${row} is older than ${durationInWords(group.ttlSeconds)}, its values are null and marked OUTSIDE_MAX_AGE, with that row's age; no older row is tried.`,
    );
  }
  sentences.push(tieSentence(group));
  const zones = zonesOf(group.relation);
  if (zones.length > 0) sentences.push(`Times without a zone are read in ${listOf(zones)}.`);
  return sentences;
}

/** The literal interval (rule 29). */
function intervalOf({ ttlSeconds, strict }: PitGroup): string {
  if (ttlSeconds === null) return strict ? "before t, t itself left out" : "at or before t";
  const from = `t − ${durationInWords(ttlSeconds)}`;
  return strict ? `in [${from}, t), t itself left out` : `in [${from}, t], both ends included`;
}

function endSentences({ tombstone, validTo, nulls }: PitGroup): string[] {
  const past = nulls === "latest_row" ? "" : " Looking past nulls stops at such a row.";
  return [
    ...(tombstone === null
      ? []
      : [
          `Where \`${tombstone}\` is true in the newest row, the entity is deleted and has no value from there on (NOT_FOUND).${past}`,
        ]),
    ...(validTo === null
      ? []
      : [
          `A row stops counting once \`${validTo}\` is at or before t, without one it never does; no older row is tried (NOT_FOUND).`,
        ]),
  ];
}

function titleOf(group: PitGroup): string {
  const version = group.version === null ? "" : `@v${group.version}`;
  const role = group.name === group.group ? "" : ` as \`${group.name}\``;
  const features = visibleFeatures(group).map((feature) => `\`${feature.output}\``);
  const gives =
    features.length === 0 ? "is joined for what is computed from it" : `gives ${listOf(features)}`;
  return `\`${group.group}${version}\`${role} ${gives}`;
}

function computedSentence({ output, text, inputs }: PitComputed, plan: PitPlan): string {
  const from = inputs.map((input) =>
    input.from === "spine"
      ? `the spine's \`${input.column}\``
      : `\`${plan.groups[input.group]?.features[input.feature]?.output}\``,
  );
  const of = from.length === 0 ? "nothing else" : listOf(from);
  return `\`${output}\` is computed after the join, for every row, as \`${text}\`, from ${of}.`;
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

function commonSentences({ groups, knowledge, rowsMax, spine }: PitPlan): string[] {
  const joined = groups.filter((group) => group.compute.kind === "rows");
  const kept = joined.filter((group) => group.nulls === "latest_row");
  const where =
    kept.length === joined.length ? "A" : `For ${listOf(kept.map((group) => `\`${group.name}\``))}, a`;
  const nulls = `${where} null in the newest row stays null (NULL_VALUE); the join does not look further back.`;
  const hasCreated = groups.some((group) => group.createdTime !== null);
  const late =
    "Rows count from their event time on, even if they were written later; the created time only breaks ties.";
  const known =
    "What became known only after a row's t is not used for it, whatever it is about; rows without a created time are never used.";
  return [
    "A spine row without a key or without a time finds nothing (NOT_FOUND) and is kept.",
    ...(kept.length > 0 ? [nulls] : []),
    ...(knowledge === "known" ? [known] : hasCreated ? [late] : []),
    ...(spine.kind === "files" ? [] : [`At most ${rowsMax} rows are shown; all are joined and counted.`]),
  ];
}

/** Zones that naive times are read in. Below a SELECT they are the business of whoever wrote it. */
function zonesOf(relation: Relation): string[] {
  if (relation.kind === "columns" || relation.kind === "until") return zonesOf(relation.input);
  return relation.kind === "files" && relation.timezone !== null ? [relation.timezone] : [];
}

function listOf(items: string[]): string {
  if (items.length <= 1) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
