import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VersionContent, VersionFeature } from "../definitions/canonical";
import { diffVersions } from "./diff";
import { judgeDiff, levelOf } from "./level";
import { LEVEL_RULES } from "./level-rules";
import { anySnapshot, snapshot, versionFeature } from "./snapshot.test-suite";

const rulesOf = (
  from: ReturnType<typeof snapshot>,
  to: ReturnType<typeof snapshot>,
  dropped: string[] = [],
) => {
  const findings = judgeDiff(diffVersions(from, to), new Set(dropped));
  return `${findings.map(({ ruleId }) => ruleId).join(" ")} = ${levelOf(findings)}`;
};
const delay = (from: Partial<VersionFeature>, to: Partial<VersionFeature>) =>
  rulesOf(
    snapshot({ features: [versionFeature("delay", from)] }),
    snapshot({ features: [versionFeature("delay", to)] }),
  );
const whole = (from: Partial<VersionContent>, to: Partial<VersionContent>) =>
  rulesOf(snapshot(from), snapshot(to));
const limits = (over: object) => ({
  constraints: {
    min: null,
    max: null,
    allowed: null,
    pattern: null,
    min_length: null,
    max_length: null,
    ...over,
  },
});
const none = { features: [] };
const one = (over: Partial<VersionFeature> = {}) => ({ features: [versionFeature("delay", over)] });

describe("judgeDiff follows the compatibility rules, without evidence", () => {
  test.each<[string, string, string]>([
    ["nothing", whole({}, {}), " = minor"],
    ["feature added, nullable", whole(none, one()), "feature-added-optional = minor"],
    [
      "feature added, non-null with a default",
      whole(none, one({ nullable: false, default: 0 })),
      "feature-added-optional = minor",
    ],
    ["feature added, non-null", whole(none, one({ nullable: false })), "feature-added-required = breaking"],
    ["feature dropped", whole(one(), none), "feature-dropped = breaking"],
    [
      "name used again",
      rulesOf(snapshot(none), snapshot(one()), ["delay"]),
      "feature-added-optional feature-name-reused = breaking",
    ],
    [
      "rename with alias",
      rulesOf(
        snapshot(one()),
        snapshot(
          { features: [versionFeature("late", { aliases: ["delay"], definition: 'column "delay"' })] },
          { late: "delay" },
        ),
      ),
      "feature-renamed-with-alias = minor",
    ],
    [
      "rename without alias",
      rulesOf(
        snapshot(one()),
        snapshot({ features: [versionFeature("late", { definition: 'column "delay"' })] }, { late: "delay" }),
      ),
      "feature-renamed-without-alias = breaking",
    ],
    [
      "rename onto a dropped name",
      rulesOf(
        snapshot(one()),
        snapshot(
          { features: [versionFeature("late", { aliases: ["delay"], definition: 'column "delay"' })] },
          { late: "delay" },
        ),
        ["late"],
      ),
      "feature-renamed-with-alias feature-name-reused = breaking",
    ],
    ["alias added", delay({}, { aliases: ["late"] }), "alias-added = minor"],
    ["alias removed: a drop", delay({ aliases: ["late"] }, {}), "alias-removed = breaking"],
    ["type widened", delay({ type: "int32" }, { type: "int64" }), "type-int-widened = breaking"],
    ["type narrowed", delay({ type: "int64" }, { type: "int32" }), "type-int-narrowed = breaking"],
    ["text became bytes", delay({ type: "string" }, { type: "bytes" }), "type-string-bytes = minor"],
    [
      "struct field added",
      delay({ type: "struct<a: int64>" }, { type: "struct<a: int64, b: int64>" }),
      "type-struct-field-added = minor",
    ],
    ["became nullable", delay({ nullable: false }, { nullable: true }), "nullable-relaxed = breaking"],
    ["became non-null", delay({ nullable: true }, { nullable: false }), "nullable-tightened = breaking"],
    ["default added", delay({}, { default: 0 }), "default-added = minor"],
    ["default changed", delay({ default: 0 }, { default: 1 }), "default-changed = breaking"],
    ["default removed, nullable", delay({ default: 0 }, {}), "default-removed-nullable = minor"],
    [
      "default removed, non-null",
      delay({ default: 0, nullable: false }, { nullable: false }),
      "default-removed-required = breaking",
    ],
    [
      "category added",
      delay(limits({ allowed: ["a"] }), limits({ allowed: ["a", "b"] })),
      "category-added = breaking",
    ],
    [
      "category removed",
      delay(limits({ allowed: ["a", "b"] }), limits({ allowed: ["a"] })),
      "category-removed = breaking",
    ],
    ["categories introduced", delay({}, limits({ allowed: ["a"] })), "category-removed = breaking"],
    ["categories given up", delay(limits({ allowed: ["a"] }), {}), "category-added = breaking"],
    ["bound changed", delay(limits({ min: 0 }), limits({ min: 1 })), "constraint-changed = minor"],
    ["unit changed", delay({ unit: "s" }, { unit: "min" }), "unit-changed = breaking"],
    ["definition of a feature changed", delay({}, { definition: "other" }), "definition-changed = breaking"],
    ["rows changed", whole({}, { rows: "rows of other" }), "definition-changed = breaking"],
    [
      "source changed",
      whole({}, { sources: [{ name: "flights", meaning: "other" }] }),
      "source-changed = breaking",
    ],
    ["entity changed", whole({}, { entity: "state" }), "entity-changed = breaking"],
    [
      "key added",
      whole(
        {},
        {
          join_keys: [
            { name: "origin", type: "string" },
            { name: "carrier", type: "string" },
          ],
        },
      ),
      "join-keys-changed = breaking",
    ],
    [
      "key renamed",
      whole({}, { join_keys: [{ name: "airport", type: "string" }] }),
      "join-keys-changed = breaking",
    ],
    [
      "key type changed",
      whole({}, { join_keys: [{ name: "origin", type: "bytes" }] }),
      "join-key-type-changed = breaking",
    ],
    ["event time swapped", whole({}, { event_time: "known_at" }), "event-time-changed = breaking"],
    [
      "zone of the event time changed",
      whole({}, { timezone: "Asia/Jakarta" }),
      "event-time-changed = breaking",
    ],
    ["created time changed", whole({}, { created_time: "known_at" }), "created-time-changed = minor"],
    ["tombstone changed", whole({}, { tombstone: "gone" }), "tombstone-changed = breaking"],
    ["TTL from none to finite", whole({}, { ttl: "7d" }), "ttl-shortened = minor"],
    ["TTL shortened", whole({ ttl: "7d" }, { ttl: "24h" }), "ttl-shortened = minor"],
    ["TTL lengthened", whole({ ttl: "24h" }, { ttl: "7d" }), "ttl-lengthened = minor"],
    ["TTL taken away", whole({ ttl: "24h" }, {}), "ttl-lengthened = minor"],
    ["TTL written otherwise", whole({ ttl: "24h" }, { ttl: "1d" }), " = minor"],
    ["emit changed", whole({ emit: "1h" }, { emit: "1d" }), "emit-changed = minor"],
    [
      "rule changed",
      whole({}, { rules: [{ name: "r", expression: "true", severity: "warn" }] }),
      "rules-changed = minor",
    ],
  ])("%s", (_, outcome, expected) => {
    expect(outcome).toBe(expected);
  });

  test("every difference is judged: no change of a diff stays without a finding", () => {
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (from, to) => {
        const diff = diffVersions(from, to);
        const judged = new Set(judgeDiff(diff).map(({ path }) => path));
        for (const { attribute } of diff.groupChanges) expect(judged).toContain(attribute);
        for (const row of diff.features) {
          if (row.change === "unchanged") continue;
          expect(
            [...judged].some(
              (path) => path === `features.${row.name}` || path.startsWith(`features.${row.name}.`),
            ),
          ).toBe(true);
        }
      }),
    );
  });

  test("the verdict of changes to different features is the worst of them", () => {
    const other = versionFeature("distance");
    const both = rulesOf(
      snapshot({ features: [versionFeature("delay"), other] }),
      snapshot({ features: [versionFeature("delay", { default: 0 }), { ...other, unit: "km" }] }),
    );
    expect(both).toBe("default-added unit-changed = breaking");
  });

  test("each finding names what changed and why it is judged so", () => {
    const [finding] = judgeDiff(diffVersions(snapshot(one()), snapshot(one({ unit: "s" }))));
    expect(finding).toEqual({
      ruleId: "unit-changed",
      featureId: "delay",
      path: "features.delay.unit",
      explanation: "features.delay.unit: Unit changed. The same number means something else.",
    });
  });
});

test("rules have kebab-case ids, a title, a reason in a sentence, and the rule they follow", () => {
  for (const [id, rule] of Object.entries(LEVEL_RULES)) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.title).toMatch(/^[A-Z]/);
    expect(rule.reason).toMatch(/^[A-Z].*\.$/);
    expect(rule.follows).not.toBe("");
  }
});
