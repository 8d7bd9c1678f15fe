import type { PreviewBody } from "@/lib/contracts/preview";

export interface Snippet {
  language: "curl" | "python" | "typescript";
  code: string;
}

/** A request as people would write it: what is left out has its default. */
export type WrittenRequest = Pick<PreviewBody, "features" | "time"> & {
  spine:
    | { source: string; sample: number; seed?: number }
    | { columns: Record<string, unknown[]> }
    | { csv: string };
  timezone?: string;
  knowledge?: PreviewBody["knowledge"];
  rows_max?: number;
};

const CSV_FILE = "spine.csv";

/** The request that the page would send, without its defaults. */
export function writtenRequest({
  features,
  spine,
  time,
  timezone,
  knowledge,
  rows_max,
}: PreviewBody): WrittenRequest {
  return {
    features,
    spine:
      "source" in spine
        ? { source: spine.source, sample: spine.sample, ...(spine.seed === 1 ? {} : { seed: spine.seed }) }
        : spine,
    time,
    ...(timezone === null ? {} : { timezone }),
    ...(knowledge === "event" ? {} : { knowledge }),
    ...(rows_max === 1000 ? {} : { rows_max }),
  };
}

/**
 * A preview as code that runs as shown: `ASOF_TOKEN` holds an API token with the scope "values". A CSV spine is read
 * from the file `spine.csv`.
 */
export function previewSnippets(publicUrl: string, project: string, request: WrittenRequest): Snippet[] {
  const url = `${publicUrl}/api/v1/projects/${project}/preview`;
  return [
    { language: "curl", code: curlCode(url, request) },
    { language: "python", code: pythonCode(url, request) },
    { language: "typescript", code: typescriptCode(url, request) },
  ];
}

function curlCode(url: string, request: WrittenRequest): string {
  const headers = `  -H "Authorization: Bearer $ASOF_TOKEN" \\\n  -H "Content-Type: application/json"`;
  if (!("csv" in request.spine)) {
    const body = JSON.stringify(request, null, 2).replaceAll("'", "'\\''");
    return `curl -sS --fail-with-body ${shellWord(url)} \\\n${headers} \\\n  -d '${body}'`;
  }
  const { spine: _, ...rest } = request;
  const filter = `${JSON.stringify(rest)} + {spine: {csv: $csv}}`.replaceAll("'", "'\\''");
  return `jq -n --rawfile csv ${CSV_FILE} '${filter}' |\ncurl -sS --fail-with-body ${shellWord(url)} \\\n${headers} \\\n  -d @-`;
}

function pythonCode(url: string, request: WrittenRequest): string {
  const body = literal(request, "python", `open("${CSV_FILE}", encoding="utf-8").read()`);
  return `import json
import os
import urllib.request

request = urllib.request.Request(
    ${JSON.stringify(url)},
    data=json.dumps(${indent(body, 4)}).encode(),
    headers={
        "Authorization": f"Bearer {os.environ['ASOF_TOKEN']}",
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as response:
    preview = json.load(response)

names = [column["name"] for column in preview["columns"]]
for row in preview["rows"][:5]:
    print(dict(zip(names, row)))`;
}

function typescriptCode(url: string, request: WrittenRequest): string {
  const isCsv = "csv" in request.spine;
  const body = literal(request, "typescript", `await readFile("${CSV_FILE}", "utf8")`);
  return `${isCsv ? 'import { readFile } from "node:fs/promises";\n\n' : ""}const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: {
    authorization: \`Bearer \${process.env.ASOF_TOKEN}\`,
    "content-type": "application/json",
  },
  body: JSON.stringify(${indent(body, 2)}),
});
if (!response.ok) throw new Error(await response.text());

const preview = await response.json();
console.table(preview.rows.slice(0, 5));`;
}

/** JSON is valid in both languages here, but for nulls in given columns and for rules that are true. */
function literal(request: WrittenRequest, language: "python" | "typescript", csv: string): string {
  const isCsv = "csv" in request.spine;
  const marked = isCsv ? { ...request, spine: { csv: CSV_MARK } } : request;
  const text = JSON.stringify(marked, null, language === "python" ? 4 : 2).replace(`"${CSV_MARK}"`, csv);
  return language === "python"
    ? text.replace(/^(\s*)null(,?)$/gm, "$1None$2").replace(/^(\s*"strict": )true(,?)$/gm, "$1True$2")
    : text;
}

const CSV_MARK = "__csv__";

function indent(text: string, spaces: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(spaces)}`);
}

function shellWord(text: string): string {
  return /^[\w:/.@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
