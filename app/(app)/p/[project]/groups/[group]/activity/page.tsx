import { ActivityList } from "@/components/catalog/activity-list";
import { activityPaging, activityPlace } from "@/components/catalog/activity-place";
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
    const { items, ...pages } = await listActivity(ctx, {
      project,
      targetIds: [group.id, ...latest.features.map((feature) => feature.id)],
      limit: PAGE_ENTRIES,
      place: activityPlace(search),
    });
    return (
      <>
        <ActivityList
          entries={items.map((item) => ({ ...item, at: item.at.toISOString() }))}
          now={now}
          at={at}
        />
        <Pagination {...activityPaging(`${groupHref(project, group.name)}/activity`, pages, at)} />
      </>
    );
  });
}
