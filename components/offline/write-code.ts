import type { CodeSnippet } from "@/components/code/code-block";

/** Ways to write rows to a group, with an API token in `ASOF_TOKEN`. */
export function writeSnippets(
  publicUrl: string,
  project: string,
  group: string,
  columns: readonly string[],
): CodeSnippet[] {
  return [
    {
      language: "cli",
      code: `export ASOF_URL=${publicUrl}\n# rows.csv has the columns ${columns.join(", ")}\nasof write ${group} rows.csv --project ${project}`,
    },
    {
      language: "curl",
      code: `curl -sS --fail-with-body -X POST \\\n  ${publicUrl}/api/v1/projects/${project}/groups/${group}/rows \\\n  -H "Authorization: Bearer $ASOF_TOKEN" \\\n  -H "Content-Type: application/vnd.apache.parquet" \\\n  -T rows.parquet`,
    },
  ];
}

/** Ways to read the rows that are shown. */
export function readSnippets(
  publicUrl: string,
  { project, group, commit }: { project: string; group: string; commit: number },
): CodeSnippet[] {
  const address = `${publicUrl}/api/v1/projects/${project}/groups/${group}/rows/file?as_of=${commit}&format=parquet`;
  return [
    {
      language: "cli",
      code: `export ASOF_URL=${publicUrl}\nasof read ${group} --as-of ${commit} --out ${group}.parquet --project ${project}`,
    },
    {
      language: "curl",
      code: `curl -sS --fail-with-body "${address}" \\\n  -H "Authorization: Bearer $ASOF_TOKEN" -o ${group}.parquet`,
    },
    {
      language: "python",
      code: `import io
import os
import urllib.request

import pandas as pd

request = urllib.request.Request(
    "${address}",
    headers={"Authorization": f"Bearer {os.environ['ASOF_TOKEN']}"},
)
with urllib.request.urlopen(request) as response:
    rows = pd.read_parquet(io.BytesIO(response.read()))
print(rows.head())`,
    },
  ];
}
