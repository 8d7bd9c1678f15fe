import type { ReactNode } from "react";
import { filteredHref, objectHref, teamHref, withAt } from "@/components/catalog/addresses";
import { COMPUTATION_LABELS } from "@/components/catalog/words";
import { Chip, LifecycleChip, VersionChip } from "@/components/ui/chip";
import { PageHeader } from "@/components/ui/page-header";
import { type TabLink, Tabs } from "@/components/ui/tabs";
import type { Lifecycle } from "@/lib/core/model/definitions";
import { formatRelative } from "@/lib/format/time";

/** A feature group as the head of its pages shows it. */
export interface GroupHead {
  project: string;
  name: string;
  version: number;
  level: string;
  entity: string;
  owner: string | null;
  tags: readonly string[];
  computation: string;
  lifecycle: { state: Lifecycle; at: string; by: string; note: string | null };
  versionCount: number;
  /** Whether its features can be joined to a spine; without that there is nothing to preview. */
  isPreviewable: boolean;
  /** Whether there are rows of its own to show, or the reader may write some. */
  hasData: boolean;
}

/** Name, what it is, what can be done with it, and its tabs. */
export function GroupHeader({
  head,
  at,
  now,
  actions,
}: {
  head: GroupHead;
  at: string | null;
  now: string;
  actions?: ReactNode;
}) {
  const { project, name, lifecycle } = head;
  return (
    <div className="flex flex-col gap-3">
      <PageHeader
        title={name}
        mono
        copy={name}
        chips={
          <>
            <VersionChip
              version={head.version}
              href={withAt(`${groupHref(project, name)}/versions`, at)}
              tip={`The latest version, a ${head.level} one`}
            />
            <Chip href={withAt(objectHref(project, "entity", head.entity), at)} tip="Its entity">
              {head.entity}
            </Chip>
            {head.owner === null ? (
              <Chip tone="risky" tip="Nobody decides about it">
                ▲ no owner
              </Chip>
            ) : (
              <Chip href={withAt(teamHref(head.owner), at)} tip="The team that owns it">
                {head.owner}
              </Chip>
            )}
            <Chip tip="How its features are computed">
              {COMPUTATION_LABELS[head.computation] ?? head.computation}
            </Chip>
            <LifecycleChip
              lifecycle={lifecycle.state}
              tip={[`since ${formatRelative(lifecycle.at, now)}, by ${lifecycle.by}`, lifecycle.note]
                .filter(Boolean)
                .join("\n")}
            />
            {head.tags.map((tag) => (
              <Chip key={tag} href={withAt(filteredHref(project, "groups", "tag", tag), at)} tip="A tag">
                {tag}
              </Chip>
            ))}
          </>
        }
        actions={actions}
      />
      <Tabs label={name} items={groupTabs(head, at)} />
    </div>
  );
}

/** Only tabs that work. */
export function groupTabs(
  {
    project,
    name,
    versionCount,
    isPreviewable,
    hasData,
  }: Pick<GroupHead, "project" | "name" | "versionCount" | "isPreviewable" | "hasData">,
  at: string | null,
): TabLink[] {
  const base = groupHref(project, name);
  const tab = (path: string, label: string, count?: number): TabLink => ({
    href: withAt(`${base}${path}`, at),
    label,
    ...(count === undefined ? {} : { count }),
  });
  return [
    tab("", "Overview"),
    tab("/versions", "Versions", versionCount),
    tab("/lineage", "Lineage"),
    // A preview joins today's definitions: there is none of the past.
    ...(isPreviewable && at === null ? [tab("/preview", "Preview")] : []),
    ...(hasData ? [tab("/data", "Data")] : []),
    tab("/activity", "Activity"),
  ];
}

export function groupHref(project: string, group: string): string {
  return objectHref(project, "group", group);
}

export function featureHref(project: string, group: string, feature: string): string {
  return `${groupHref(project, group)}/features/${feature}`;
}
