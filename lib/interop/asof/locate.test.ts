import { expect, test } from "vitest";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { plannedVersions } from "@/lib/core/definitions/plan";
import { afterApply, NOTHING_REGISTERED } from "@/lib/core/definitions/registered";
import { applied, flightsProject, resolverOf } from "@/lib/core/definitions/sample.test-suite";
import { validateDefinitions } from "@/lib/core/definitions/validate";
import type { Definition } from "@/lib/core/model/definitions";
import { locateProblems } from "./locate";
import { readDefinitionFiles } from "./read";
import { writeDefinitionFiles } from "./write";

function problems(files: { path: string; text: string }[], registered = NOTHING_REGISTERED) {
  const { documents } = readDefinitionFiles(files, { projectRequired: false });
  const after: Definition[] = afterApply(
    registered,
    documents.map(({ document }) => document),
  );
  const resolver = resolverOf(after, NO_FACTS);
  const found = validateDefinitions(resolver, {
    groups: plannedVersions(registered, resolver),
    foreign: new Map(),
  });
  return locateProblems(found, documents).map(
    ({ file, line, column, path, message }) => `${file}:${line}:${column} ${path} | ${message}`,
  );
}

test("a problem between definitions stands where its author wrote it", () => {
  const files = writeDefinitionFiles(flightsProject()).map((file) => ({
    ...file,
    text: file.text.replace("source: departures", "source: departure"),
  }));
  expect(problems(files)).toEqual([
    "feature_group/load.yaml:5:1 source | There is no source or feature group departure. Did you mean departures?",
  ]);
});

test("a derived mistake deep in a list is found in its line", () => {
  const text =
    "kind: feature_service\nname: other\nfeatures:\n  - load:mean_delay_7d\n  - load:dealys\n  - group: load\n    as: x\n    features:\n      - departures_1h\n      - departures_9h\n";
  const files = [...writeDefinitionFiles(flightsProject()), { path: "other.yaml", text }];
  expect(problems(files)).toEqual([
    "other.yaml:5:5 features.1.features.0 | load has no feature dealys.",
    "other.yaml:10:9 features.2.features.1 | load has no feature departures_9h. Did you mean departures_1h?",
  ]);
});

test("a problem of an object that the files do not hold names that object", () => {
  const registered = applied(flightsProject());
  const text =
    "kind: feature_group\nname: departures\nentity: airport\nsource: flights_raw\nfeatures:\n  - {name: distance, type: int64}\n";
  expect(problems([{ path: "departures.yaml", text }], registered)).toEqual([
    "undefined:undefined:undefined feature_group.load.aggregations.1.column | departures has no column delay.",
  ]);
});

const DEPARTURES =
  "kind: feature_group\nname: departures\nentity: airport\nsource: flights_raw\nfeatures:\n  - {name: delay, type: int16}\n  - {name: distance, type: int32}\non_demand:\n";

test.each([
  ["plain", "  - {name: x, type: float64, expression: delay / dealy}\n"],
  ["in double quotes", '  - {name: x, type: float64, expression: "delay / dealy"}\n'],
  ["after an escape", '  - {name: x, type: bool, expression: "\\"delay\\" > dealy"}\n'],
  ["in single quotes", "  - {name: x, type: bool, expression: 'concat(''a'', ''b'') = dealy'}\n"],
  ["over lines", "  - name: x\n    type: float64\n    expression: delay /\n      dealy\n"],
  ["in a block", "  - name: x\n    type: float64\n    expression: |\n      delay /\n        dealy\n"],
  ["in a folded block", "  - name: x\n    type: float64\n    expression: >-\n      delay /\n      dealy\n"],
])("a mistake in an expression is found at its character, %s", (_, text) => {
  const files = writeDefinitionFiles(flightsProject()).filter(({ path }) => !path.includes("departures"));
  const before = (DEPARTURES + text).split("dealy")[0]?.split("\n") ?? [];
  const place = `${before.length}:${(before.at(-1) ?? "").length + 1}`;
  expect(problems([...files, { path: "d.yaml", text: DEPARTURES + text }])).toEqual([
    `d.yaml:${place} on_demand.0.expression | There is no column dealy. Did you mean delay?`,
  ]);
});
