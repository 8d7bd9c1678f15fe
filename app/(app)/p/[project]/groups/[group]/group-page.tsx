import type { Metadata } from "next";
import type { ReactNode } from "react";
import { type GroupHead, GroupHeader } from "@/components/group/group-header";
import { LifecycleDialog } from "@/components/group/lifecycle-dialog";
import { PageBody } from "@/components/ui/page-header";
import { can } from "@/lib/core/access/policy";
import { computationOf } from "@/lib/core/model/definitions";
import { type OpenedPage, openPage, type PageInput } from "@/lib/server/page";
import { type GroupDetail, getGroup } from "@/lib/services/groups/get";
import { type DataState, findDataState } from "@/lib/services/offline/find-data-state";
import { findPreviewRefusal, type PreviewReadiness } from "@/lib/services/preview/find-refusal";
import { setLifecycleAction } from "./actions";

type Params = { project: string; group: string };
export type GroupInput = PageInput<Params>;

export interface GroupPage extends OpenedPage<Params> {
  detail: GroupDetail;
  readiness: PreviewReadiness;
  data: DataState;
  head: GroupHead;
}

/**
 * The frame of every tab of a group. It is no layout: a layout does not know the moment that the address asks for, and
 * would keep the head of the present above a page of the past.
 */
export async function openGroupPage(
  input: GroupInput,
  render: (page: GroupPage) => Promise<ReactNode> | ReactNode,
) {
  return openPage(input, async (page) => {
    const { ctx, params, at, now } = page;
    const [detail, readiness, data] = await Promise.all([
      getGroup(ctx, params),
      findPreviewRefusal(ctx, params),
      findDataState(ctx, params),
    ]);
    const { group } = detail;
    const decision = can(ctx.actor.rights, "definition:change", {
      projectId: detail.projectId,
      ownerTeamId: group.owner?.id ?? null,
    });
    const head = headOf(detail, {
      isPreviewable: readiness.mayPreview && readiness.refusal === null,
      hasData: data.commitCount > 0 || (data.isWritable && data.mayWrite),
    });
    return (
      <PageBody>
        <GroupHeader
          head={head}
          at={at}
          now={now}
          actions={
            decision.allowed && at === null ? (
              <LifecycleDialog
                project={detail.project}
                group={group.name}
                lifecycle={group.lifecycle.state}
                action={setLifecycleAction}
              />
            ) : undefined
          }
        />
        {await render({ ...page, detail, readiness, data, head })}
      </PageBody>
    );
  });
}

function headOf(
  { project, group, latest, versions }: GroupDetail,
  tabs: Pick<GroupHead, "isPreviewable" | "hasData">,
): GroupHead {
  return {
    project,
    name: group.name,
    version: latest.number,
    level: latest.level,
    entity: group.entity.name,
    owner: group.owner?.name ?? null,
    tags: group.tags,
    computation: computationOf(group.document),
    lifecycle: { ...group.lifecycle, at: group.lifecycle.at.toISOString() },
    versionCount: versions.length,
    ...tabs,
  };
}

/** The title of a tab in the browser. */
export async function groupMetadata(tab: string | null, { params }: GroupInput): Promise<Metadata> {
  const group = (await params)?.group ?? "";
  return { title: tab === null ? group : `${tab} · ${group}` };
}
