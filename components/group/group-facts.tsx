import { objectHref, withAt } from "@/components/catalog/addresses";
import { Chip } from "@/components/ui/chip";
import { KeyValues } from "@/components/ui/key-values";
import { Name } from "@/components/ui/name";
import { Section } from "@/components/ui/section";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import { formatDeclaredDuration } from "@/lib/format/duration";
import { formatCounted, formatShare } from "@/lib/format/number";

/** Keys, times and what is promised about a group. */
export function GroupFacts({
  document,
  keys,
  eventTime,
  createdTime,
}: {
  document: FeatureGroupDefinition;
  keys: readonly { name: string; type: string }[];
  /** The columns that count, those of its source included. */
  eventTime: string | null;
  createdTime: string | null;
}) {
  const { schedule, sla, online } = document;
  return (
    <>
      <Section title="Keys and times" panel>
        <KeyValues
          className="p-3"
          items={[
            {
              label: keys.length === 1 ? "Join key" : "Join keys",
              value: keys.map((key) => (
                <span key={key.name} className="mono block">
                  {key.name} <span className="text-third">{key.type}</span>
                </span>
              )),
            },
            { label: "Event time", value: column(eventTime) },
            { label: "Created time", value: column(createdTime) },
            {
              label: "TTL",
              value: document.ttl === null ? "unlimited" : formatDeclaredDuration(document.ttl),
            },
            ...(document.tombstone === null
              ? []
              : [{ label: "Tombstone", value: column(document.tombstone) }]),
          ]}
        />
      </Section>
      <Section title="Promises" panel>
        <KeyValues
          className="p-3"
          items={[
            { label: "Online", value: online?.enabled ? "yes" : "no" },
            {
              label: "Materialize",
              value: schedule && (
                <>
                  <code>{schedule.materialize}</code> <span className="text-third">{schedule.timezone}</span>
                </>
              ),
            },
            { label: "Freshness", value: sla?.freshness ? formatDeclaredDuration(sla.freshness) : null },
            {
              label: "Completeness",
              value: sla?.completeness == null ? null : formatShare(sla.completeness),
            },
            { label: "Compatibility", value: document.compatibility ?? "the project’s" },
          ]}
        />
      </Section>
    </>
  );
}

function column(name: string | null) {
  return name === null ? null : <span className="mono">{name}</span>;
}

export interface ReaderService {
  project: string;
  service: string;
  owner: string | null;
  /** `latest` or `v1`, with the features where not all are read. */
  pins: { version: number | null; features: readonly string[] }[];
  consumers: readonly { name: string; type: string; uses: string }[];
}

/** Who reads it: services, the version each is pinned to, and the consumers behind them. */
export function ReadersPanel({
  services,
  hiddenCount,
  latestVersion,
  at,
  feature,
}: {
  services: readonly ReaderService[];
  hiddenCount: number;
  latestVersion: number;
  at: string | null;
  /** Only readers of this feature are told: the versions that hold it, with its name there. */
  feature?: { isDropped: boolean; versions: readonly { number: number; name: string }[] };
}) {
  const shown = services.flatMap((service) => {
    const pins = service.pins.filter((pin) => feature === undefined || readsFeature(pin, feature));
    return pins.length === 0 ? [] : [{ ...service, pins }];
  });
  return (
    <Section
      title="Read by"
      panel
      aside={shown.length > 0 ? formatCounted(shown.length, "service") : undefined}
    >
      {shown.length === 0 ? <p className="p-3 text-third">No feature service reads it yet.</p> : null}
      <ul>
        {shown.map((service) => (
          <li
            key={`${service.project}/${service.service}`}
            className="border-line border-t px-3 py-2 first:border-t-0"
          >
            <div className="flex items-center justify-between gap-2">
              <Name
                name={service.service}
                href={withAt(objectHref(service.project, "service", service.service), at)}
              />
              <span className="flex gap-1">
                {service.pins.map((pin) => (
                  <PinChip
                    key={`${pin.version}${pin.features.join()}`}
                    pin={pin}
                    latestVersion={latestVersion}
                  />
                ))}
              </span>
            </div>
            {service.consumers.map((consumer) => (
              <p key={consumer.name} className="text-sm text-second">
                <span className="mono">{consumer.name}</span>{" "}
                <span className="text-third">
                  {consumer.type}
                  {consumer.uses
                    ? `, for ${consumer.uses === "both" ? "training and serving" : consumer.uses}`
                    : null}
                </span>
              </p>
            ))}
          </li>
        ))}
      </ul>
      {hiddenCount > 0 ? (
        <p className="border-line border-t px-3 py-2 text-sm text-third">
          {formatCounted(hiddenCount, "service")} of projects that you may not see.
        </p>
      ) : null}
    </Section>
  );
}

/** A pin reads what its version holds; one that follows the latest version no longer reads what was dropped. */
function readsFeature(
  pin: ReaderService["pins"][number],
  { isDropped, versions }: { isDropped: boolean; versions: readonly { number: number; name: string }[] },
): boolean {
  const held = versions.filter((version) =>
    pin.version === null ? !isDropped : version.number === pin.version,
  );
  return held.some((version) => pin.features.length === 0 || pin.features.includes(version.name));
}

function PinChip({ pin, latestVersion }: { pin: ReaderService["pins"][number]; latestVersion: number }) {
  const which = pin.features.length === 0 ? "all features" : pin.features.join(", ");
  if (pin.version === null) return <Chip tip={`Follows the latest version; reads ${which}`}>latest</Chip>;
  const behind = latestVersion - pin.version;
  return (
    <Chip tip={behind > 0 ? `${formatCounted(behind, "version")} behind; reads ${which}` : `Reads ${which}`}>
      v{pin.version}
      {behind > 0 ? <span className="text-third">−{behind}</span> : null}
    </Chip>
  );
}
