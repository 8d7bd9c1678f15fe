/** What a warning rule looks for, for lists and pages. */
export interface WarningRule {
  title: string;
  /** Why it matters, in a sentence. */
  why: string;
}

/** Rules whose warnings owners can silence per object, by id: `silence: [no-description]`. */
export const WARNING_RULES = {
  "name-says-nothing": {
    title: "A name that says nothing",
    why: "Others find a feature by its name, and entity1 or value_2 could be anything.",
  },
  "no-event-time": {
    title: "No event time",
    why: "Without it every value counts as true at all times, so a training set may see the future.",
  },
  "no-owner": {
    title: "No owner",
    why: "Nobody is asked when the object changes, and nobody answers when it breaks.",
  },
  "no-description": {
    title: "No description",
    why: "Others cannot tell what it means, and build it again.",
  },
  "ttl-shorter-than-window": {
    title: "A TTL shorter than the longest window",
    why: "A value disappears while its window still reaches back to rows that count.",
  },
  "looks-like-existing": {
    title: "A feature that looks like an existing one",
    why: "Two features for one thing drift apart, and nobody knows which one to use.",
  },
  "inexact-type": {
    title: "A type that rounds the column's values",
    why: "Large integers and decimals lose digits when they are read as floats.",
  },
  "retired-object": {
    title: "A retired object in the files",
    why: "Files hold it, but it stays retired until they say otherwise.",
  },
  "rename-without-history": {
    title: "A rename of something that never was",
    why: "The group is new, so there is nothing that could be renamed.",
  },
  "unknown-silence": {
    title: "A silenced rule that does not exist",
    why: "A misspelt rule id silences nothing.",
  },
} as const satisfies Record<string, WarningRule>;

/** The id of a warning rule, as `silence` names it. */
export type WarningRuleId = keyof typeof WARNING_RULES;
