/** How sure a finding is: `error` is a leak wherever it is used, `warning` may be one, `note` leaves a question open. */
export type LeakSeverity = "error" | "warning" | "note";

/** What a leak rule looks for. */
export interface LeakRule {
  title: string;
  severity: LeakSeverity;
  /** Why it matters, in a sentence. */
  why: string;
  /** What to do about it, in a sentence. */
  fix: string;
}

/** Rules of the leak linter; owners can silence them per object, by id: `silence: [no-created-time]`. */
export const LEAK_RULES = {
  "no-event-time": {
    title: "No event time",
    severity: "error",
    why: "Without it every value counts as true at all times, so a training row sees values of its future.",
    fix: "Name the column that says when a row became true with event_time.",
  },
  "no-created-time": {
    title: "No created time",
    severity: "note",
    why: "Nothing says when a row became known, so values that were written late cannot be told apart.",
    fix: "Name the column that says when a row became known with created_time, if there is one.",
  },
  "created-before-event": {
    title: "Known before it happened",
    severity: "warning",
    why: "A row that was known before it happened has a wrong event time, or one that lies too late.",
    fix: "Check which of the two columns is right, and how it is filled.",
  },
  "clock-in-transform": {
    title: "The clock in a transform",
    severity: "error",
    why: "A value that counts since now changes with the day it is computed, and knows how old the data got.",
    fix: "Count from the event time of the row, or with a window that ends at the spine time.",
  },
  "full-table-statistic": {
    title: "A statistic over the whole table",
    severity: "error",
    why: "Rows of the future are part of the statistic that a row of the past carries.",
    fix: "Group by the event time as well, or declare a window aggregation, which ends at each row's time.",
  },
  "window-sees-later-rows": {
    title: "A window that sees later rows",
    severity: "error",
    why: "Rows after the current one are part of its value.",
    fix: "Order the window by event time, oldest first, and end its frame at CURRENT ROW or before.",
  },
  "untimed-subquery": {
    title: "A subquery without a time condition",
    severity: "error",
    why: "It reads rows of any time, also those after the row that asks.",
    fix: "Compare the event time of the inner table with that of the outer row: inner.time <= outer.time.",
  },
  "untimed-join": {
    title: "A join without a time condition",
    severity: "warning",
    why: "A row may be joined to one that happened after it.",
    fix: "Use ASOF JOIN, compare the two event times, or date the result by the greatest of them.",
  },
  "event-time-moved-back": {
    title: "An event time that is moved back",
    severity: "error",
    why: "A value counts from a time at which its rows had not happened yet.",
    fix: "Date a period by its end: date_trunc('day', time) + INTERVAL 1 DAY.",
  },
  "label-in-lineage": {
    title: "A feature made of the label",
    severity: "error",
    why: "The model is given the answer that it is to predict.",
    fix: "Leave the feature out, or aggregate the label over a window that ends before the label's time.",
  },
  "label-in-window": {
    title: "The label's own moment in a window",
    severity: "error",
    why: "The window includes its end, so the label of a row is part of that row's feature.",
    fix: 'Leave the end out with bounds: "[)".',
  },
  "target-encoding": {
    title: "Target encoding over all rows",
    severity: "error",
    why: "A mean of the label over the whole table holds the labels of the rows that are to be predicted.",
    fix: 'Declare it as a window aggregation with bounds: "[)", and roll that up with second_order if needed.',
  },
  "fitted-across-splits": {
    title: "A statistic fitted across splits",
    severity: "error",
    why: "Rows of validation and test are part of a statistic that training rows carry.",
    fix: "Fit the statistic on training rows only, or use a window that ends at each row's time.",
  },
  "perfect-predictor": {
    title: "A suspiciously perfect predictor",
    severity: "warning",
    why: "One feature alone nearly decides the label; that is more often a leak than luck.",
    fix: "Look where the feature comes from, and prove it on the preview page.",
  },
} as const satisfies Record<string, LeakRule>;

/** The id of a leak rule, as `silence` names it. */
export type LeakRuleId = keyof typeof LEAK_RULES;

/** One finding about a group, or one of its features. */
export interface LeakFinding {
  ruleId: LeakRuleId;
  group: string;
  version: number | null;
  /** `null` = the group as a whole. */
  feature: string | null;
  /** What was found, in a sentence. */
  what: string;
  /** Place in the group's transform; `null` = none. */
  line: number | null;
  column: number | null;
  /** The owners have read and accepted it. */
  isSilenced: boolean;
}
