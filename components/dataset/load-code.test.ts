import { expect, it } from "vitest";
import { loadSnippets } from "./load-code";

const ONE = {
  publicUrl: "https://asof.example.org",
  project: "flights",
  name: "late_flights",
  version: 2,
  format: "parquet",
  files: ["part-00000-of-00001.parquet"],
} as const;

it("loads the one version that the page shows, in four ways", () => {
  const snippets = loadSnippets(ONE);
  expect(snippets.map(({ title }) => title)).toEqual(["pandas", "polars", "DuckDB", "TypeScript"]);
  for (const { code } of snippets)
    expect(code).toContain(
      "https://asof.example.org/api/v1/projects/flights/datasets/late_flights@v2/files/",
    );
});

it("reads every file of several, in order", () => {
  const files = ["part-00000-of-00002.csv", "part-00001-of-00002.csv"];
  const [pandas, polars, duckdb] = loadSnippets({ ...ONE, format: "csv", files });
  expect(pandas?.code).toContain("pd.concat(pd.read_csv(download(file)) for file in FILES)");
  expect(polars?.code).toContain("pl.concat([pl.read_csv(download(file)) for file in FILES])");
  expect(duckdb?.code.match(/curl/g)).toHaveLength(2);
});
