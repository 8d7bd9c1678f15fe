import Link from "next/link";
import type { ReactNode } from "react";
import { withAt } from "@/components/catalog/addresses";
import { CodeBlock } from "@/components/code/code-block";
import { CodeDiff, WordDiff } from "@/components/diff/text-diff-view";
import { VersionDiffTable } from "@/components/diff/version-diff";
import { Button } from "@/components/ui/button";
import { VerdictChip } from "@/components/ui/chip";
import { Select } from "@/components/ui/input";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { VersionDiff } from "@/lib/core/schema/diff";
import type { LevelFinding } from "@/lib/core/schema/level";
import { formatCounted } from "@/lib/format/number";
import { featureHref, groupHref } from "./group-header";
import { type SchemaFeature, SchemaTable } from "./schema-table";
import { VersionKeys } from "./version-keys";
import { placeQuery, stepPlace, type VersionPlace } from "./version-place";

export interface VersionFacts {
  number: number;
  level: string;
  message: string | null;
  createdBy: string;
  /** RFC 3339. */
  createdAt: string;
  featureCount: number;
}

interface ShownVersion {
  number: number;
  document: FeatureGroupDefinition;
  features: readonly SchemaFeature[];
}

interface ShownComparison {
  from: ShownVersion;
  to: ShownVersion;
  diff: VersionDiff;
  findings: readonly LevelFinding[];
  words: readonly { feature: string | null; from: string; to: string }[];
}

export interface VersionsViewProps {
  project: string;
  group: string;
  /** Newest first. */
  versions: readonly VersionFacts[];
  place: VersionPlace;
  at: string | null;
  now: string;
  version?: ShownVersion;
  comparison?: ShownComparison;
  /** Shown instead, when neither can be. */
  children?: ReactNode;
}

/** The list of versions beside what was chosen of them: a schema as published, or a comparison. */
export function VersionsView(props: VersionsViewProps) {
  const { project, group, versions, place, at, now, version, comparison } = props;
  const base = `${groupHref(project, group)}/versions`;
  const hrefOf = (target: VersionPlace | null) =>
    target ? withAt(`${base}?${placeQuery(target)}`, at) : null;
  const numbers = versions.map(({ number }) => number);
  return (
    <div className="@container">
      <div className="grid grid-cols-1 gap-x-8 gap-y-6 @min-[55rem]:grid-cols-[272px_minmax(0,1fr)]">
        <nav aria-label="Versions" className="min-w-0">
          <ol className="flex flex-col">
            {versions.map((one, index) => (
              <VersionLine
                key={one.number}
                version={one}
                place={place}
                previous={versions[index + 1]?.number ?? null}
                hrefOf={hrefOf}
                now={now}
              />
            ))}
          </ol>
        </nav>
        <div className="flex min-w-0 flex-col gap-5">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <CompareForm path={base} numbers={numbers} place={place} at={at} />
            <VersionKeys
              earlier={hrefOf(stepPlace(place, -1, numbers))}
              later={hrefOf(stepPlace(place, 1, numbers))}
            />
          </div>
          {version ? <OneVersion {...props} version={version} /> : null}
          {comparison ? <Comparison {...props} comparison={comparison} /> : null}
          {props.children}
        </div>
      </div>
    </div>
  );
}

function VersionLine({
  version,
  place,
  previous,
  hrefOf,
  now,
}: {
  version: VersionFacts;
  place: VersionPlace;
  previous: number | null;
  hrefOf: (place: VersionPlace) => string | null;
  now: string;
}) {
  const { number } = version;
  const isShown =
    place.kind === "version" ? place.version === number : place.to === number || place.from === number;
  return (
    <li
      data-shown={isShown || undefined}
      className="flex flex-col gap-0.5 border-line border-b border-l-2 border-l-transparent py-2 pr-2 pl-3 first:border-t data-shown:border-l-accent data-shown:bg-raised"
    >
      <div className="flex items-center gap-2">
        <span className="font-semibold">v{number}</span>
        <VerdictChip verdict={version.level === "breaking" ? "breaking" : "safe"}>
          {version.level}
        </VerdictChip>
        <Time at={version.createdAt} now={now} className="ml-auto text-sm text-third" />
      </div>
      {version.message ? <p className="break-words">{version.message}</p> : null}
      <p className="text-sm text-third">
        {version.createdBy} · {formatCounted(version.featureCount, "feature")}
      </p>
      <p className="flex gap-3 text-sm">
        <PlaceLink
          href={hrefOf({ kind: "version", version: number }) ?? ""}
          isCurrent={place.kind === "version" && place.version === number}
          label={`Schema of v${number}`}
        >
          Schema
        </PlaceLink>
        {previous === null ? null : (
          <PlaceLink
            href={hrefOf({ kind: "diff", from: previous, to: number }) ?? ""}
            isCurrent={place.kind === "diff" && place.from === previous && place.to === number}
            label={`Changes from v${previous} to v${number}`}
          >
            Changes
          </PlaceLink>
        )}
      </p>
    </li>
  );
}

function PlaceLink({
  href,
  isCurrent,
  label,
  children,
}: {
  href: string;
  isCurrent: boolean;
  label: string;
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      replace
      scroll={false}
      aria-label={label}
      aria-current={isCurrent ? "page" : undefined}
      className="text-second underline-offset-2 hover:text-ink hover:underline aria-[current]:font-semibold aria-[current]:text-ink"
    >
      {children}
    </Link>
  );
}

/** A plain form: the address it makes is the comparison, with and without JavaScript. */
function CompareForm({
  path,
  numbers,
  place,
  at,
}: {
  path: string;
  numbers: readonly number[];
  place: VersionPlace;
  at: string | null;
}) {
  const options = numbers.map((number) => ({ value: String(number), label: `v${number}` }));
  if (numbers.length < 2)
    return <p className="text-third">There is one version; a second can be compared with it.</p>;
  const [from, to] = place.kind === "diff" ? [place.from, place.to] : [place.version, numbers[0]];
  return (
    <form action={path} className="flex flex-wrap items-center gap-2" key={`${from}-${to}`}>
      {at === null ? null : <input type="hidden" name="at" value={at} />}
      <span className="text-second">Compare</span>
      <Select name="from" aria-label="From version" options={options} defaultValue={String(from)} />
      <span className="text-second">with</span>
      <Select name="to" aria-label="To version" options={options} defaultValue={String(to)} />
      <Button type="submit" className="h-8!">
        Compare
      </Button>
    </form>
  );
}

function OneVersion({ project, group, version, at, now }: VersionsViewProps & { version: ShownVersion }) {
  return (
    <>
      <Section title={`Schema of v${version.number}, as published`}>
        <SchemaTable
          project={project}
          group={group}
          version={version.number}
          features={version.features}
          at={at}
          now={now}
        />
      </Section>
      {version.document.transform === null ? null : (
        <Section title="Its SELECT">
          <CodeBlock
            label={`The SELECT of v${version.number}`}
            snippets={[{ language: "sql", code: version.document.transform.trim() }]}
            maxHeight={360}
          />
        </Section>
      )}
    </>
  );
}

function Comparison({ project, group, comparison, at }: VersionsViewProps & { comparison: ShownComparison }) {
  const { from, to, diff, findings, words } = comparison;
  const label = `${group}, v${from.number} to v${to.number}`;
  const [before, after] = [from.document.transform, to.document.transform];
  return (
    <>
      <VersionDiffTable
        diff={diff}
        findings={findings}
        label={label}
        featureHref={withAt(featureHref(project, group, "{name}"), at)}
      />
      {before !== null && after !== null && before.trim() !== after.trim() ? (
        <Section title="The SELECT">
          <CodeDiff
            from={before.trim()}
            to={after.trim()}
            label={`The SELECT, v${from.number} to v${to.number}`}
          />
        </Section>
      ) : null}
      {words.length > 0 ? (
        <Section title="Descriptions" aside="They make no version">
          <dl className="flex flex-col gap-2">
            {words.map((change) => (
              <div key={change.feature ?? ""}>
                <dt className="mono text-second">{change.feature ?? "the group"}</dt>
                <dd>
                  <WordDiff from={change.from} to={change.to} />
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      ) : null}
    </>
  );
}
