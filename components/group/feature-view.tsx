import { filteredHref, objectHref, teamHref, withAt } from "@/components/catalog/addresses";
import { COMPUTATION_LABELS } from "@/components/catalog/words";
import { CodeText } from "@/components/code/code-text";
import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { Banner } from "@/components/ui/banner";
import { Chip, LifecycleChip, VersionChip } from "@/components/ui/chip";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValues } from "@/components/ui/key-values";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import type { Lifecycle } from "@/lib/core/model/definitions";
import { formatDeclaredDuration } from "@/lib/format/duration";
import { expressionInputs, featureFacts } from "./feature-facts";
import { groupHref } from "./group-header";

/** A feature as the head of its page shows it. */
export interface FeatureHead {
  project: string;
  group: string;
  name: string;
  /** The latest version that holds it. */
  version: number;
  droppedVersion: number | null;
  type: string;
  nullable: boolean;
  owner: string | null;
  entity: string;
  lifecycle: Lifecycle;
  computation: string;
  tags: readonly string[];
  isPreviewable: boolean;
}

export function FeatureHeader({ head, at }: { head: FeatureHead; at: string | null }) {
  const { project, group, name } = head;
  const ref = `${group}:${name}`;
  return (
    <div className="flex flex-col gap-3">
      <PageHeader
        title={name}
        mono
        copy={ref}
        chips={
          <>
            <Chip href={withAt(groupHref(project, group), at)} tip="Its feature group">
              {group}
            </Chip>
            <VersionChip
              version={head.version}
              href={withAt(`${groupHref(project, group)}/versions?version=${head.version}`, at)}
              tip="The latest version that holds it"
            />
            <Chip mono tip={head.nullable ? "Values may be missing" : "Never null"}>
              {head.type}
              {head.nullable ? "" : " not null"}
            </Chip>
            <Chip href={withAt(objectHref(project, "entity", head.entity), at)} tip="Its entity">
              {head.entity}
            </Chip>
            {head.owner === null ? null : (
              <Chip href={withAt(teamHref(head.owner), at)} tip="The team that owns it">
                {head.owner}
              </Chip>
            )}
            <Chip tip="How it is computed">{COMPUTATION_LABELS[head.computation] ?? head.computation}</Chip>
            <LifecycleChip lifecycle={head.lifecycle} tip="The lifecycle of its group" />
            {head.tags.map((tag) => (
              <Chip key={tag} href={withAt(filteredHref(project, "features", "tag", tag), at)} tip="A tag">
                {tag}
              </Chip>
            ))}
          </>
        }
        actions={
          head.isPreviewable ? (
            <LinkButton href={`${groupHref(project, group)}/preview?features=${ref}`}>Preview</LinkButton>
          ) : undefined
        }
      />
      {head.droppedVersion === null ? null : (
        <Banner label="Dropped" tone="risky">
          v{head.droppedVersion} dropped this feature. v{head.version} still has it; its name stays reserved.
        </Banner>
      )}
    </div>
  );
}

/** What the definition says about one feature. */
export function FeatureFactsPanel({
  feature,
  keys,
  ttl,
}: {
  feature: { computation: string; firstVersion: number; details: Readonly<Record<string, unknown>> };
  keys: readonly { name: string; type: string }[];
  ttl: string | null;
}) {
  const facts = featureFacts(feature.details);
  return (
    <Section title="Definition" panel>
      <KeyValues
        className="p-3"
        items={[
          {
            label: "Computed",
            value: facts.expression && (
              <span className="break-words">
                <CodeText code={facts.expression} language="sql" />
              </span>
            ),
          },
          ...(feature.computation === "on_demand" && facts.expression !== null
            ? onDemandItems(facts.expression)
            : []),
          ...(facts.interval === null ? [] : [{ label: "Interval", value: <code>{facts.interval}</code> }]),
          { label: "Unit", value: facts.unit },
          { label: "Default", value: facts.default === null ? null : <code>{String(facts.default)}</code> },
          { label: "Allowed", value: facts.constraints.length > 0 ? facts.constraints.join(", ") : null },
          ...(facts.aliases.length === 0
            ? []
            : [{ label: "Aliases", value: <code>{facts.aliases.join(", ")}</code> }]),
          ...(facts.renamedFrom === null
            ? []
            : [{ label: "Renamed from", value: <code>{facts.renamedFrom}</code> }]),
          {
            label: keys.length === 1 ? "Join key" : "Join keys",
            value: <span className="mono">{keys.map((key) => key.name).join(", ")}</span>,
          },
          { label: "TTL", value: ttl === null ? "unlimited" : formatDeclaredDuration(ttl) },
          { label: "Since", value: `v${feature.firstVersion}` },
        ]}
      />
    </Section>
  );
}

const COLUMNS: readonly TableColumn[] = [
  { id: "version", header: "Version", kind: "name", width: 120 },
  { id: "name", header: "Name there", kind: "mono", width: 200 },
  { id: "type", header: "Type", kind: "mono", width: 104 },
  { id: "nullable", header: "Nullable", kind: "bool", width: 84 },
  { id: "level", header: "Level", kind: "text", width: 96, hint: "Of the whole version" },
  { id: "by", header: "Published by", kind: "text" },
  { id: "at", header: "When", kind: "time", width: 112 },
];

/** Every version that holds a feature, with the name and type it has there. */
export function FeatureVersions({
  project,
  group,
  versions,
  at,
  now,
}: {
  project: string;
  group: string;
  versions: readonly {
    number: number;
    level: string;
    name: string;
    type: string;
    nullable: boolean;
    createdBy: string;
    /** RFC 3339. */
    createdAt: string;
  }[];
  at: string | null;
  now: string;
}) {
  return (
    <DataTable
      id="feature-versions"
      label="Versions that hold this feature"
      columns={COLUMNS}
      rows={versions.map((version) => ({
        id: String(version.number),
        href: withAt(`${groupHref(project, group)}/versions?version=${version.number}`, at),
        cells: {
          version: { text: `v${version.number}`, copy: `${group}@v${version.number}:${version.name}` },
          name: version.name,
          type: version.type,
          nullable: version.nullable,
          level: version.level,
          by: version.createdBy,
          at: version.createdAt,
        },
      }))}
      now={now}
      sorting="off"
      plain
      empty={<EmptyState title="It stands in no version" />}
    />
  );
}

/** What an on-demand feature reads, and where its language is described. */
function onDemandItems(expression: string) {
  const inputs = expressionInputs(expression);
  return [
    { label: "Reads", value: inputs.length === 0 ? "nothing" : <code>{inputs.join(", ")}</code> },
    { label: "Language", value: <a href="/docs/expressions">Reference of expressions</a> },
  ];
}
