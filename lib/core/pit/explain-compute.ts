import { durationInWords } from "../time/words";
import type { PitAggregation, PitRollup, PitWindow } from "./compute";
import type { PitGroup } from "./plan";

/**
 * How a group of windows or rollups comes about, in sentences. Windows are literal (rule 29): `(t − 7 days, t]` leaves its
 * start out and includes t.
 *
 * @param title what the group gives, as in `` `load` gives `load__n` ``.
 */
export function computeSentences(group: PitGroup, title: string): string[] {
  const { compute, features } = group;
  const outputs = features.map(({ output }) => output);
  switch (compute.kind) {
    case "rows":
      return [];
    case "windows":
      return [
        `${title}: aggregates over the rows with the same ${group.keys.map((key) => `\`${key.column}\``).join(", ")}; every row is an event of its own.`,
        ...compute.windows.map((window, i) => windowSentence(outputs[i] ?? "", window, group.eventTime)),
        "Nulls in a column never count. Nothing later than t is looked at.",
      ];
    case "second_order":
      return [
        `${title}: aggregates over all members that have the same parent at t, the row's own entity included.`,
        ...compute.rollups.map((rollup, i) => rollupSentence(outputs[i] ?? "", rollup)),
        "Parents and values of members are those as of t; members without a value do not count.",
      ];
  }
}

function windowSentence(output: string, window: PitWindow, eventTime: string): string {
  const condition = window.where === null ? "" : ` for which \`${window.where}\``;
  return `\`${output}\` is ${callOf(window, window.column)} of the events with \`${eventTime}\` in ${interval(window)}${condition}; ${emptyText(window)} when there are none.`;
}

function rollupSentence(output: string, rollup: PitRollup): string {
  const [feature] = rollup.member.features;
  const steps = rollup.memberPath.flatMap((step) =>
    step.features.map(({ name }) => `\`${step.group}:${name}\``),
  );
  return `\`${output}\` is ${callOf(rollup, `${rollup.member.group}:${feature?.name ?? ""}`)} over the members of the same ${rollup.by}, which ${steps.join(" and then ")} name${steps.length === 1 ? "s" : ""}; ${emptyText(rollup)} when none has a value.`;
}

function callOf({ fn, parameter }: PitAggregation, of: string | null): string {
  return `\`${fn}(${[of, parameter].filter((part) => part !== null).join(", ")})\``;
}

function interval({ seconds, bounds }: PitWindow): string {
  const end = bounds === "(]" ? "t]" : "t)";
  if (seconds === null) return `(−∞, ${end}`;
  return `${bounds === "(]" ? "(" : "["}t − ${durationInWords(seconds)}, ${end}`;
}

function emptyText({ empty }: PitAggregation): string {
  return typeof empty === "object" ? "null" : String(empty);
}
