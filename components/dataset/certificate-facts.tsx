import { CopyButton } from "@/components/ui/copy-button";
import { KeyValues } from "@/components/ui/key-values";
import type { DatasetCertificate } from "@/lib/core/datasets/certificate";
import { formatCount } from "@/lib/format/number";

/** What proves a dataset: digests of what went in, of how it was joined, and of what came out. */
export function CertificateFacts({ certificate }: { certificate: DatasetCertificate }) {
  const { row_count: rows, checksum, plan_digest: plan, spine, groups, inputs, engine } = certificate;
  return (
    <KeyValues
      items={[
        { label: "Rows", value: formatCount(rows) },
        { label: "Checksum", value: <Digest text={checksum} what="checksum" /> },
        { label: "Plan", value: <Digest text={plan} what="digest of the plan" /> },
        { label: "Spine", value: <Digest text={spine.sha256} what="digest of the spine" /> },
        {
          label: "Groups",
          value: (
            <List>
              {groups.map(({ name, group, version, digest, commit }) => (
                <li key={name}>
                  <code>
                    {group}@v{version}
                  </code>
                  {commit === null ? "" : `, commit ${commit}`}{" "}
                  <Digest text={digest} what={`digest of ${group}@v${version}`} />
                </li>
              ))}
            </List>
          ),
        },
        {
          label: "Inputs",
          value: (
            <List>
              {inputs.map(({ path, sha256 }) => (
                <li key={path}>
                  <code className="break-all">{path}</code>{" "}
                  <Digest text={sha256} what={`digest of ${path}`} />
                </li>
              ))}
            </List>
          ),
        },
        { label: "Engine", value: engine },
      ]}
    />
  );
}

function List({ children }: { children: React.ReactNode }) {
  return <ul className="flex max-h-48 flex-col gap-0.5 overflow-y-auto">{children}</ul>;
}

function Digest({ text, what }: { text: string; what: string }) {
  return (
    <span className="whitespace-nowrap">
      <code className="text-third" title={text}>
        {text.slice(0, 12)}
      </code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
