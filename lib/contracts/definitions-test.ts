import { z } from "zod";
import type { FeatureTestDefinition } from "@/lib/core/model/feature-test";
import { parseFeatureRef } from "@/lib/core/model/ref";
import { KNOWLEDGE_MODES } from "@/lib/core/pit/modes";
import {
  ColumnName,
  Description,
  EXPECTED,
  Name,
  ScalarValue,
  text,
  withDefault,
} from "./definitions-scalars";

const ROWS_MAX = 1_000;
const SOURCES_MAX = 50;
const FEATURES_MAX = 5_000;

const Values = z.record(ColumnName, ScalarValue);

const GroupRef = z
  .string()
  .refine((value) => parseFeatureRef(`${value}:*`)?.project === null, {
    error: "Is not a group of this project.",
    params: { expected: EXPECTED.groupRef },
  })
  .meta({ examples: ["airport_load", "airport_load@v2"] });

export const FeatureTestDocument = z
  .strictObject({
    kind: z.literal("test"),
    name: Name,
    description: Description,
    group: GroupRef.describe("The group under test, as the files define it, or one of its versions."),
    rows: withDefault(
      z
        .record(Name, z.array(Values).max(ROWS_MAX))
        .refine((rows) => Object.keys(rows).length <= SOURCES_MAX, {
          error: "Holds rows of too many sources.",
          params: { expected: `at most ${SOURCES_MAX} sources` },
        }),
      {},
    ).describe("Rows of each source, by its name, in the order in which they were written."),
    keys: Values.describe("One value for each join key of the group's entity."),
    at: text(64).describe("The moment to look at, RFC 3339 with its zone."),
    knowledge: withDefault(z.enum(KNOWLEDGE_MODES), "event").describe(
      "`known` leaves out rows that were not known at that moment.",
    ),
    expect: z
      .record(Name, ScalarValue)
      .refine((values) => Object.keys(values).length > 0, {
        error: "Expects nothing.",
        params: { expected: "at least one feature and its value" },
      })
      .refine((values) => Object.keys(values).length <= FEATURES_MAX, {
        error: "Expects too much.",
        params: { expected: `at most ${FEATURES_MAX} features` },
      })
      .describe("The value of each feature, or null."),
  })
  .transform(({ group, ...rest }): FeatureTestDefinition => {
    const ref = parseFeatureRef(`${group}:*`);
    if (!ref) throw new Error("a checked reference");
    return { ...rest, group: ref.group, version: ref.version };
  })
  .describe("What features must be, given rows of their sources. Checked and run, not stored.");
