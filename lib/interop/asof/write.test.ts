import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flightsProject } from "@/lib/core/definitions/sample.test-suite";
import { objectKey } from "@/lib/core/definitions/set";
import type { Definition } from "@/lib/core/model/definitions";
import { anyDefinitions } from "./arbitrary.test-suite";
import { readDefinitionFiles } from "./read";
import { writeDefinition, writeDefinitionFiles } from "./write";

const sorted = (documents: readonly Definition[]) =>
  [...documents].sort((a, b) => (objectKey(a) < objectKey(b) ? -1 : 1));

/** What PostgreSQL's jsonb does to an object: keys come back in another order. */
function reordered<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reordered) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reordered(inner)]),
  ) as T;
}

describe("writeDefinitionFiles", () => {
  test("export, then read, gives the same documents", () => {
    fc.assert(
      fc.property(anyDefinitions, (documents) => {
        const read = readDefinitionFiles(writeDefinitionFiles(documents));
        expect(read.problems).toEqual([]);
        expect(sorted(read.documents.map(({ document }) => document))).toEqual(sorted(documents));
      }),
      { numRuns: 300 },
    );
  });

  test("a second export is byte-equal, whatever the order of keys and documents in the store", () => {
    fc.assert(
      fc.property(anyDefinitions, (documents) => {
        const first = writeDefinitionFiles(documents);
        const again = readDefinitionFiles(first).documents.map(({ document }) => document);
        expect(writeDefinitionFiles(again)).toEqual(first);
        expect(writeDefinitionFiles(reordered([...documents].reverse()))).toEqual(first);
      }),
      { numRuns: 150 },
    );
  });

  test("every form that definition files may take is read, and written again without a change of meaning", () => {
    const text = readFileSync(new URL("example.yaml", import.meta.url), "utf8");
    const { documents, problems } = readDefinitionFiles([{ path: "asof.yaml", text }]);
    expect(problems).toEqual([]);
    expect(documents.map(({ document }) => objectKey(document))).toEqual([
      "project flights",
      "team ops_analytics",
      "entity airport",
      "source flights",
      "feature_group airport_profile",
      "feature_group airport_departures",
      "feature_group airport_load",
      "feature_group airport_region",
      "feature_service departure_delay",
    ]);
    const again = readDefinitionFiles(writeDefinitionFiles(documents.map(({ document }) => document)));
    expect(sorted(again.documents.map(({ document }) => document))).toEqual(
      sorted(documents.map(({ document }) => document)),
    );
  });

  test("writes one file for each object, the project as asof.yaml", () => {
    const paths = writeDefinitionFiles(flightsProject()).map(({ path }) => path);
    expect(paths).toEqual([
      "asof.yaml",
      "entity/airport.yaml",
      "entity/state.yaml",
      "feature_group/departures.yaml",
      "feature_group/load.yaml",
      "feature_group/profile.yaml",
      "feature_group/region.yaml",
      "feature_service/departure_delay.yaml",
      "source/airports.yaml",
      "source/flights_raw.yaml",
      "team/ops.yaml",
    ]);
  });

  test("leaves out what is default, and keeps SQL readable", () => {
    const [group] = flightsProject().filter(({ name }) => name === "load");
    if (group?.kind !== "feature_group") throw new Error("no group");
    const transform = "SELECT origin, departed_at\nFROM flights_raw\n";
    const text = writeDefinition({ ...group, source: null, aggregations: null, transform, features: [] });
    expect(text).toBe(
      "kind: feature_group\nname: load\nentity: airport\ndescription: Every departure\ntransform: |\n  SELECT origin, departed_at\n  FROM flights_raw\n",
    );
    expect(writeDefinition(group)).toBe(
      [
        "kind: feature_group",
        "name: load",
        "entity: airport",
        "description: Every departure",
        "source: departures",
        "aggregations:",
        "  - name: departures_{window}",
        "    fn: count",
        "    windows: [1h, 7d]",
        "  - name: mean_delay_{window}",
        "    fn: mean",
        "    column: delay",
        "    windows: [24h, 7d]",
        "    where: delay > -60",
        "",
      ].join("\n"),
    );
  });

  test("writes service features in the short form where it says everything", () => {
    const [service] = flightsProject().filter(({ kind }) => kind === "feature_service");
    if (!service) throw new Error("no service");
    expect(writeDefinition(service)).toContain(
      [
        "features:",
        "  - load:mean_delay_7d",
        "  - group: load",
        "    as: destination",
        "    keys:",
        "      origin: destination",
        "    features: [mean_delay_7d]",
      ].join("\n"),
    );
  });
});
