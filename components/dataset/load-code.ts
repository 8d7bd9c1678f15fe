import type { CodeSnippet } from "@/components/code/code-block";

export interface LoadedDataset {
  publicUrl: string;
  project: string;
  name: string;
  version: number;
  format: "parquet" | "csv";
  /** Names of its files, in order. */
  files: readonly string[];
}

/**
 * Code that loads a dataset as shown: `ASOF_TOKEN` holds an API token with the scope "values". All of it asks for one
 * version, so it gives the same rows for ever.
 */
export function loadSnippets(dataset: LoadedDataset): CodeSnippet[] {
  return [
    { language: "python", title: "pandas", code: pythonCode(dataset, "pandas") },
    { language: "python", title: "polars", code: pythonCode(dataset, "polars") },
    { language: "sql", title: "DuckDB", code: duckdbCode(dataset) },
    { language: "typescript", title: "TypeScript", code: typescriptCode(dataset) },
  ];
}

function pythonCode(dataset: LoadedDataset, library: "pandas" | "polars"): string {
  const { files, format, name } = dataset;
  const short = library === "pandas" ? "pd" : "pl";
  const read = `${short}.read_${format}(download(file))`;
  const rows =
    files.length === 1
      ? `${short}.read_${format}(download(FILES[0]))`
      : `${short}.concat(${read} for file in FILES)`;
  const joined =
    library === "polars" && files.length > 1 ? `${short}.concat([${read} for file in FILES])` : rows;
  return `import io
import os
import urllib.request

import ${library} as ${short}

BASE = ${JSON.stringify(filesUrl(dataset))}
FILES = ${JSON.stringify(files)}


def download(file):
    headers = {"Authorization": f"Bearer {os.environ['ASOF_TOKEN']}"}
    with urllib.request.urlopen(urllib.request.Request(BASE + file, headers=headers)) as response:
        return io.BytesIO(response.read())


${name} = ${joined}
print(${name}.head())`;
}

function duckdbCode(dataset: LoadedDataset): string {
  const { files, name, format } = dataset;
  const local = files.length === 1 ? `${name}.${format}` : `${name}/*.${format}`;
  const url = filesUrl(dataset);
  const lines =
    files.length === 1
      ? [`--   curl -sSf -H "Authorization: Bearer $ASOF_TOKEN" -o ${local} ${url}${files[0]}`]
      : [
          `--   mkdir -p ${name}`,
          ...files.map(
            (file) =>
              `--   curl -sSf -H "Authorization: Bearer $ASOF_TOKEN" -o ${name}/${file} ${url}${file}`,
          ),
        ];
  return `-- In a shell, once:\n${lines.join("\n")}\nSELECT * FROM read_${format}('${local}') LIMIT 5;`;
}

function typescriptCode(dataset: LoadedDataset): string {
  const { files, name, format } = dataset;
  return `import { writeFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";

const base = ${JSON.stringify(filesUrl(dataset))};
const files = ${JSON.stringify(files)};
for (const file of files) {
  const response = await fetch(base + file, {
    headers: { authorization: \`Bearer \${process.env.ASOF_TOKEN}\` },
  });
  if (!response.ok) throw new Error(await response.text());
  await writeFile(file, Buffer.from(await response.arrayBuffer()));
}

const connection = await (await DuckDBInstance.create()).connect();
const ${camel(name)} = await connection.runAndReadAll(
  \`SELECT * FROM read_${format}([\${files.map((file) => \`'\${file}'\`)}]) LIMIT 5\`,
);
console.table(${camel(name)}.getRowObjectsJson());`;
}

function filesUrl({ publicUrl, project, name, version }: LoadedDataset): string {
  return `${publicUrl}/api/v1/projects/${project}/datasets/${name}@v${version}/files/`;
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
