import { z } from "zod";
import { cronProblem } from "@/lib/core/model/cron";
import { COMPATIBILITY_MODES, LIFECYCLES, NAME_LENGTH_MAX, NAME_PATTERN } from "@/lib/core/model/definitions";
import { durationSeconds } from "@/lib/core/model/duration";
import { isName, parseFeatureRef } from "@/lib/core/model/ref";
import { formatTag, parseTag } from "@/lib/core/model/tag";
import { formatValueType, parseValueType, SCALAR_KINDS } from "@/lib/core/model/value-type";
import { isZone } from "@/lib/core/time/zone";

/** What the words in `expected` say to people. One place, so that messages and JSON Schema agree. */
export const EXPECTED = {
  name: `a name: lower-case letters, digits and single underscores, starting with a letter, at most ${NAME_LENGTH_MAX} characters`,
  duration: "a duration longer than zero, such as 30s, 1m, 24h, 7d or 4w",
  window: "a window: a duration such as 1h, 24h or 7d, or lifetime",
  valueType:
    "a type: bool, int8, int16, int32, int64, float32, float64, decimal(p,s), string, bytes, date, timestamp, timestamp_ntz, list<T>, struct<name: T, …> or embedding<n>",
  timeZone: "a time zone by its IANA name, such as UTC or Europe/Berlin",
  cron: 'a cron expression of five fields, such as "0 2 * * *"',
  tag: "a word, or `key: value`",
  featureRef: "a reference to one feature, such as group:feature or group@v2:feature",
  serviceRef: "a reference, such as group:feature, group@v2:feature, group@latest:* or project/group:feature",
  groupRef: "a group, such as airport_load or airport_load@v2",
  email: "an e-mail address",
  path: "a path below a configured root, such as flights/*.parquet, without .. and without a leading /",
  text: "text",
} as const;

/** A check on text whose failure says what was expected; JSON Schema cannot show it, messages can. */
function expecting(message: string, expected: string) {
  return { error: message, params: { expected } };
}

/** Free text: no NUL and no broken Unicode, which the metadata store cannot hold. */
export function text(lengthMax: number) {
  return z
    .string()
    .min(1)
    .max(lengthMax)
    .refine(
      (value) => value.isWellFormed() && !value.includes("\0"),
      expecting("Holds a NUL character or broken Unicode.", EXPECTED.text),
    );
}

/** One line of text without control characters: a column, a unit. */
function line(lengthMax: number) {
  return text(lengthMax).refine(
    (value) => !/\p{Cc}/u.test(value),
    expecting("Holds a control character.", "one line of text"),
  );
}

/** Absent and `null` both mean "not said". */
export function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value): z.output<T> | null => value ?? null);
}

/** Absent and `null` both mean an empty list. */
export function list<T extends z.ZodType>(element: T, lengthMax: number) {
  return z
    .array(element)
    .max(lengthMax)
    .nullish()
    .transform((value): z.output<T>[] => value ?? []);
}

/** Absent and `null` both mean the fallback. */
export function withDefault<T extends z.ZodType, F extends z.output<T>>(schema: T, fallback: F) {
  return schema
    .nullish()
    .transform((value): z.output<T> => value ?? fallback)
    .meta({ default: fallback });
}

export const Name = z.string().refine(isName, expecting("Is not a name.", EXPECTED.name)).meta({
  description: "Lower-case letters, digits and single underscores.",
  pattern: NAME_PATTERN.source,
  maxLength: NAME_LENGTH_MAX,
});

export const ColumnName = line(255).describe("A column of the source or of the SELECT.");
export const Description = optional(text(4000)).describe("What this is, in words for people.");
export const Owner = optional(Name).describe("The team that owns it. Without it, the project's owner.");
export const Unit = optional(line(64)).describe("The unit of the values, such as minutes or EUR.");
export const Expression = text(4000).describe("An SQL expression.");
export const Sql = text(100_000).describe("One SELECT over sources and groups, by name.");

export const Duration = z
  .string()
  .refine((value) => durationSeconds(value) !== null, expecting("Is not a duration.", EXPECTED.duration))
  .meta({ pattern: "^[1-9][0-9]{0,8}[smhdw]$", examples: ["1h", "24h", "7d"] });

export const Window = z
  .string()
  .refine(
    (value) => value === "lifetime" || durationSeconds(value) !== null,
    expecting("Is not a window.", EXPECTED.window),
  )
  .meta({ pattern: "^([1-9][0-9]{0,8}[smhdw]|lifetime)$", examples: ["1h", "24h", "7d", "lifetime"] });

/** Comes out in its canonical spelling. */
export const ValueTypeText = z
  .string()
  .max(2000)
  .refine((value) => parseValueType(value) !== null, expecting("Is not a type.", EXPECTED.valueType))
  .meta({
    pattern: `^\\s*(${SCALAR_KINDS.join("|")}|decimal\\s*\\(.*\\)|(list|struct|embedding)\\s*<.*>)\\s*$`,
    examples: [...SCALAR_KINDS, "decimal(18,2)", "list<string>", "embedding<384>"],
  })
  .transform((value) => {
    const type = parseValueType(value);
    return type ? formatValueType(type) : value;
  });

export const TimeZone = z
  .string()
  .refine(isZone, expecting("Is not a time zone.", EXPECTED.timeZone))
  .meta({ examples: ["UTC", "Europe/Berlin"] });

export const Cron = z
  .string()
  .max(200)
  .superRefine((value, ctx) => {
    const problem = cronProblem(value);
    if (problem) ctx.addIssue({ code: "custom", message: problem, params: { expected: EXPECTED.cron } });
  })
  .meta({ examples: ["0 2 * * *"] })
  .transform((value) => value.trim().replace(/\s+/g, " "));

const TagText = z
  .string()
  .refine((value) => parseTag(value) !== null, expecting("Is not a tag.", EXPECTED.tag))
  .transform((value) => {
    const tag = parseTag(value);
    return tag ? formatTag(tag) : value;
  });

/** `[delay, "domain: operations"]`; without the quotes YAML reads the second as a map of one key, which is as good. */
const TagPair = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .refine(
    (pair) => Object.keys(pair).length === 1 && parseTag(pairText(pair)) !== null,
    expecting("Is not a tag.", EXPECTED.tag),
  )
  .transform((pair) => formatTag(parseTag(pairText(pair)) ?? { key: pairText(pair), value: "" }))
  .meta({ minProperties: 1, maxProperties: 1 });

function pairText(pair: Record<string, string | number | boolean>): string {
  const [key = "", value = ""] = Object.entries(pair)[0] ?? [];
  return `${key}: ${value}`;
}

export const Tags = unique(list(z.union([TagText, TagPair]), 100)).describe("Words, or `key: value`.");

/** A list without repetitions. */
export function unique<T extends z.ZodType<string[]>>(schema: T) {
  return schema.superRefine((values, ctx) => {
    for (const [index, value] of values.entries()) {
      if (values.indexOf(value) < index) {
        ctx.addIssue({
          code: "custom",
          path: [index],
          message: `"${value}" stands here twice.`,
          params: { expected: "each value once" },
        });
      }
    }
  });
}

export const OneFeatureRef = z
  .string()
  .refine(
    (value) => {
      const ref = parseFeatureRef(value);
      return ref !== null && ref.feature !== null && ref.project === null;
    },
    expecting("Is not a reference to one feature of this project.", EXPECTED.featureRef),
  )
  .meta({ examples: ["airport_load:mean_delay_7d"] });

export const ScalarValue = z.union([z.string().max(4000), z.number(), z.boolean(), z.null()]);

export const Compatibility = optional(z.enum(COMPATIBILITY_MODES)).describe(
  "How strictly changes are judged. Without it, the project's mode.",
);
export const LifecycleStatus = optional(z.enum(LIFECYCLES)).describe(
  "Without it, files do not change the status.",
);

export const Silence = unique(list(z.string().regex(/^[a-z]+(-[a-z]+)*$/), 50)).describe(
  "Warnings that the owners have read and accept, by rule id.",
);

export const Column = z
  .strictObject({
    name: ColumnName,
    type: ValueTypeText.describe("The type of the values."),
  })
  .describe("A column and its type.");
