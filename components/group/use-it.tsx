import { CodeBlock, type CodeSnippet } from "@/components/code/code-block";
import { previewSnippets } from "@/components/preview/request-code";
import { Section } from "@/components/ui/section";

export interface UseItProps {
  publicUrl: string;
  project: string;
  group: string;
  /** References of features that can be joined. */
  features: readonly string[];
  /** The source that a spine is drawn from; `null` when the group cannot be joined. */
  spine: { source: string; time: string } | null;
}

/** Code that runs as shown, with an API token in `ASOF_TOKEN`. */
export function UseIt(props: UseItProps) {
  return (
    <Section
      title="Use it"
      id="use-it"
      aside={props.spine ? "A preview of 1 000 rows" : "Its definition and schema"}
    >
      <CodeBlock label={`Use ${props.group}`} snippets={groupSnippets(props)} maxHeight={360} />
      <p className="text-sm text-third">
        <code>ASOF_TOKEN</code> holds an API token, with the scope “{props.spine ? "values" : "read"}”.
      </p>
    </Section>
  );
}

/** Ways to read a group: joined to a spine where that is possible, else its definition. */
export function groupSnippets({ publicUrl, project, group, features, spine }: UseItProps): CodeSnippet[] {
  const cli: CodeSnippet = {
    language: "cli",
    code: `export ASOF_URL=${publicUrl}\nasof show group ${group} --project ${project}\nasof version list ${group} --project ${project}`,
  };
  if (spine && features.length > 0) {
    const request = {
      features: [...features],
      spine: { source: spine.source, sample: 1000 },
      time: spine.time,
    };
    return [cli, ...previewSnippets(publicUrl, project, request)];
  }
  const url = `${publicUrl}/api/v1/projects/${project}/groups/${group}`;
  return [
    cli,
    {
      language: "curl",
      code: `curl -sS --fail-with-body ${url} \\\n  -H "Authorization: Bearer $ASOF_TOKEN"`,
    },
    {
      language: "python",
      code: `import json
import os
import urllib.request

request = urllib.request.Request(
    "${url}",
    headers={"Authorization": f"Bearer {os.environ['ASOF_TOKEN']}"},
)
with urllib.request.urlopen(request) as response:
    group = json.load(response)
print(json.dumps(group, indent=2))`,
    },
    {
      language: "typescript",
      code: `const response = await fetch("${url}", {
  headers: { authorization: \`Bearer \${process.env.ASOF_TOKEN}\` },
});
if (!response.ok) throw new Error(await response.text());
console.log(await response.json());`,
    },
  ];
}
