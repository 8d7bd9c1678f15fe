import Link from "next/link";
import { KeyValues } from "@/components/ui/key-values";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import type { DatasetBody, DatasetSpine } from "@/lib/contracts/datasets";
import type { DatasetCertificate } from "@/lib/core/datasets/certificate";
import { formatCount, formatShare } from "@/lib/format/number";
import { formatUtc } from "@/lib/format/time";
import { datasetHref, labelText, STATUS_WORDS } from "./words";

const KNOWLEDGE_WORDS: Record<DatasetBody["knowledge"], (at: string | null) => string> = {
  event: () => "by event time",
  known: () => "what was known by then",
  commit: (at) =>
    at === null ? "as of the latest commit" : `as of ${/^\d+$/.test(at) ? "commit " : ""}${at}`,
};

/** What was asked for, by whom. */
export function RequestPanel({
  request,
  createdBy,
  createdAt,
  now,
}: {
  request: DatasetBody;
  createdBy: string;
  createdAt: string;
  now: string;
}) {
  const { label, timezone, since, split, sample, time, knowledge, at, format, shards } = request;
  return (
    <Section panel title="Request">
      <KeyValues
        className="px-3 py-2.5"
        items={[
          { label: "Asked for", value: <Asked by={createdBy} at={createdAt} now={now} /> },
          { label: "Spine", value: spineText(request.spine) },
          { label: "Time", value: <code>{time}</code> },
          ...(timezone === null ? [] : [{ label: "Time zone", value: timezone }]),
          { label: "Label", value: label === null ? null : <code>{labelText(label)}</code> },
          { label: "Knowledge", value: KNOWLEDGE_WORDS[knowledge](at) },
          ...(since === null ? [] : [{ label: "Since", value: formatUtc(since) }]),
          ...(split === null
            ? []
            : [
                { label: "Train until", value: formatUtc(split.train_until) },
                ...(split.validation_until === null
                  ? []
                  : [{ label: "Validate until", value: formatUtc(split.validation_until) }]),
                ...(split.gap === null ? [] : [{ label: "Gap", value: split.gap }]),
              ]),
          ...(sample === null
            ? []
            : [
                {
                  label: "Sample",
                  value: `${formatShare(sample.rate)}, seed ${sample.seed}${sample.by === null ? "" : `, by ${sample.by}`}`,
                },
              ]),
          { label: "Files", value: `${formatCount(shards)} × ${format}` },
        ]}
      />
    </Section>
  );
}

function Asked({ by, at, now }: { by: string; at: string; now: string }) {
  return (
    <>
      by {by}, <Time at={at} now={now} />
    </>
  );
}

function spineText(spine: DatasetSpine): string {
  if ("upload" in spine) return "a file";
  if ("sql" in spine) return "one SELECT";
  if ("grid" in spine)
    return `every ${spine.grid.every} from ${formatUtc(spine.grid.start)} to ${formatUtc(spine.grid.end)} for each ${spine.grid.keys.join(", ")} of ${spine.grid.source}`;
  return `${formatCount(spine.sample)} rows of ${spine.source}, seed ${spine.seed}`;
}

/** Where its rows come from: groups at their versions, and the service that named them. */
export function OriginPanel({
  project,
  request,
  certificate,
}: {
  project: string;
  request: DatasetBody;
  certificate: DatasetCertificate | null;
}) {
  return (
    <Section panel title="Made from">
      <ul className="flex flex-col gap-1 px-3 py-2.5">
        {request.features.map((feature) =>
          typeof feature === "object" && "service" in feature ? (
            <li key={feature.service}>
              service{" "}
              <Link
                className="mono underline underline-offset-2"
                prefetch={false}
                href={`/p/${project}/services/${feature.service}`}
              >
                {feature.service}
              </Link>
            </li>
          ) : null,
        )}
        {(certificate?.groups ?? []).map(({ name, group, version }) => (
          <li key={name} className="min-w-0 break-words">
            group{" "}
            <Link
              className="mono underline underline-offset-2"
              prefetch={false}
              href={`/p/${project}/groups/${group}/versions?version=${version}`}
            >
              {group}@v{version}
            </Link>
            {name === group ? null : <span className="text-third"> as {name}</span>}
          </li>
        ))}
        {certificate ? null : <li className="text-third">Known once it is built.</li>}
      </ul>
    </Section>
  );
}

/** The versions of one name. */
export function VersionsPanel({
  project,
  versions,
  current,
  now,
}: {
  project: string;
  versions: readonly {
    id: string;
    name: string;
    version: number;
    status: keyof typeof STATUS_WORDS;
    createdAt: string;
  }[];
  current: string;
  now: string;
}) {
  return (
    <Section panel title="Versions">
      <ul className="flex max-h-64 flex-col gap-1 overflow-y-auto px-3 py-2.5">
        {versions.map(({ id, name, version, status, createdAt }) => (
          <li key={id} className="flex items-baseline gap-2">
            {id === current ? (
              <span className="font-semibold" aria-current="page">
                v{version}
              </span>
            ) : (
              <Link
                className="underline underline-offset-2"
                prefetch={false}
                href={datasetHref(project, name, version)}
              >
                v{version}
              </Link>
            )}
            <span className="text-third">{STATUS_WORDS[status]}</span>
            <Time at={createdAt} now={now} className="ml-auto text-sm text-third" />
          </li>
        ))}
      </ul>
    </Section>
  );
}
