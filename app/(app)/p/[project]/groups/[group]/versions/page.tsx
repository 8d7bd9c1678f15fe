import { versionPlace } from "@/components/group/version-place";
import { VersionsView } from "@/components/group/versions-view";
import { ErrorState } from "@/components/ui/error-state";
import { attempt } from "@/lib/server/page";
import { diffGroupVersions, type VersionComparison } from "@/lib/services/groups/diff-versions";
import { getVersion } from "@/lib/services/groups/get-version";
import { type GroupInput, groupMetadata, openGroupPage } from "../group-page";

export const generateMetadata = (input: GroupInput) => groupMetadata("Versions", input);

/** Published versions: `?version=2` shows one, `?from=1&to=3` compares two. */
export default function GroupVersionsPage(input: GroupInput) {
  return openGroupPage(input, async ({ ctx, params, search, at, now, detail }) => {
    const place = versionPlace(
      search,
      detail.versions.map((version) => version.number),
    );
    const shown = await attempt<VersionComparison | Awaited<ReturnType<typeof getVersion>>>(
      ctx,
      place.kind === "diff"
        ? diffGroupVersions(ctx, { ...params, ...place })
        : getVersion(ctx, { ...params, ...place }),
    );
    const view = {
      project: detail.project,
      group: detail.group.name,
      versions: detail.versions.map((version) => ({
        ...version,
        createdAt: version.createdAt.toISOString(),
      })),
      place,
      at,
      now,
    };
    if (!shown.ok) {
      return (
        <VersionsView {...view}>
          <ErrorState title="These versions cannot be shown">{shown.message}</ErrorState>
        </VersionsView>
      );
    }
    return "diff" in shown.value ? (
      <VersionsView {...view} comparison={shown.value} />
    ) : (
      <VersionsView {...view} version={shown.value} />
    );
  });
}
