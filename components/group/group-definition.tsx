import type { ReactNode } from "react";
import { objectHref, withAt } from "@/components/catalog/addresses";
import { CodeBlock } from "@/components/code/code-block";
import { Name } from "@/components/ui/name";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Section } from "@/components/ui/section";
import type { AggregationDefinition, FeatureGroupDefinition } from "@/lib/core/model/definitions";
import { formatDeclaredDuration } from "@/lib/format/duration";

/** How the rows of a group come about: the SELECT, the source, the windows or the rollups; then rules and on-demand features. */
export function GroupDefinition({
  project,
  document,
  at,
}: {
  project: string;
  document: FeatureGroupDefinition;
  at: string | null;
}) {
  return (
    <>
      <Section title="Definition">
        <Computation project={project} document={document} at={at} />
      </Section>
      {document.rules.length > 0 ? (
        <Section title="Rules" aside="Versioned with the group, and not checked yet">
          <FactTable
            label="Rules"
            heads={["Rule", "Expression", "Severity"]}
            rows={document.rules.map((rule) => [
              <span key="n" className="mono">
                {rule.name}
              </span>,
              <code key="e">{rule.expression}</code>,
              rule.severity,
            ])}
          />
        </Section>
      ) : null}
      {document.on_demand.length > 0 ? (
        <Section title="On demand" aside="Computed from the features and the request, when they are read">
          <FactTable
            label="On-demand features"
            heads={["Feature", "Type", "Expression", "Request"]}
            rows={document.on_demand.map((one) => [
              <span key="n" className="mono">
                {one.name}
              </span>,
              <code key="t">{one.type}</code>,
              <code key="e">{one.expression}</code>,
              one.request.map(({ name, type }) => `${name} ${type}`).join(", ") || "–",
            ])}
          />
        </Section>
      ) : null}
    </>
  );
}

function Computation({
  project,
  document,
  at,
}: {
  project: string;
  document: FeatureGroupDefinition;
  at: string | null;
}) {
  if (document.transform !== null) {
    return (
      <CodeBlock
        label={`The SELECT of ${document.name}`}
        snippets={[{ language: "sql", code: document.transform.trim() }]}
        maxHeight={360}
      />
    );
  }
  if (document.aggregations !== null) {
    return (
      <>
        <p>
          Windows over the rows of <Input project={project} document={document} at={at} />
          {document.emit === null ? null : `, one row per key each ${formatDeclaredDuration(document.emit)}`}.
        </p>
        <FactTable
          label="Aggregations"
          heads={["Feature", "Function", "Rows that count", "Windows", "Bounds"]}
          rows={document.aggregations.map((one) => [
            <span key="n" className="mono">
              {one.name}
            </span>,
            <code key="f">{callText(one)}</code>,
            one.where === null ? "all" : <code key="w">{one.where}</code>,
            one.windows.join(", "),
            <code key="b">{one.bounds === "(]" ? "(t − w, t]" : "[t − w, t)"}</code>,
          ])}
        />
      </>
    );
  }
  if (document.second_order !== null) {
    return (
      <FactTable
        label="Rollups"
        heads={["Feature", "Function", "Of each member’s", "By"]}
        rows={document.second_order.map((one) => [
          <span key="n" className="mono">
            {one.name}
          </span>,
          <code key="f">{one.fn}</code>,
          <code key="m">{one.feature}</code>,
          one.by,
        ])}
      />
    );
  }
  return (
    <p>
      The rows of <Input project={project} document={document} at={at} /> are its rows; each feature is one of
      their columns.
    </p>
  );
}

/** What a group reads by name may be a source or a group; the search by name finds either. */
function Input({
  project,
  document,
  at,
}: {
  project: string;
  document: FeatureGroupDefinition;
  at: string | null;
}) {
  const name = document.source ?? "";
  const kind = document.aggregations === null ? "source" : "group";
  return <Name name={name} href={withAt(objectHref(project, kind, name), at)} />;
}

function callText({ fn, column, parameter }: AggregationDefinition): string {
  return `${fn}(${[column, parameter].filter((part) => part !== null).join(", ")})`;
}

/** A small table of facts: few rows, nothing to sort. */
export function FactTable({
  label,
  heads,
  rows,
}: {
  label: string;
  heads: readonly string[];
  rows: readonly (readonly ReactNode[])[];
}) {
  return (
    <ScrollBox label={label} className="relative overflow-x-auto">
      <table className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className="h-8 border-line border-b px-2.5 text-left font-normal text-third"
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a definition have no identity beyond their order
            <tr key={row}>
              {cells.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={column} className="border-line border-b px-2.5 py-1.5 align-top">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
