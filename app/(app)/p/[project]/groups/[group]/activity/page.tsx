import { ActivityList } from "@/components/catalog/activity-list";
import { withAt } from "@/components/catalog/addresses";
import { groupHref } from "@/components/group/group-header";
import { Pagination } from "@/components/ui/pagination";
import { listActivity } from "@/lib/services/audit/list";
import { type GroupInput, groupMetadata, openGroupPage } from "../group-page";

const PAGE_ENTRIES = 50;

export const generateMetadata = (input: GroupInput) => groupMetadata("Activity", input);

/** The audit entries of a group and its features, newest first. */
export default function GroupActivityPage(input: GroupInput) {
  return openGroupPage(input, async ({ ctx, search, at, now, detail }) => {
    const { project, group, latest } = detail;
    const before =
      typeof search.before === "string" && /^\d{1,18}$/.test(search.before) ? search.before : null;
    const { items, next } = await listActivity(ctx, {
      project,
      targetIds: [group.id, ...latest.features.map((feature) => feature.id)],
      limit: PAGE_ENTRIES,
      before,
    });
    const path = `${groupHref(project, group.name)}/activity`;
    return (
      <>
        <ActivityList
          entries={items.map((item) => ({ ...item, at: item.at.toISOString() }))}
          now={now}
          at={at}
        />
        <Pagination
          previous={before === null ? null : withAt(path, at)}
          next={next === null ? null : withAt(`${path}?before=${next}`, at)}
        />
      </>
    );
  });
}
