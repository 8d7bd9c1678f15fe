import { PreviewWorkbench } from "@/components/preview/preview-workbench";
import { EmptyState } from "@/components/ui/empty-state";
import { ForbiddenState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { getContainer } from "@/lib/server/container";
import { listPreviewOptions } from "@/lib/services/preview/list-options";
import { explainCellAction, proveNoLeakAction, runPreviewAction } from "../../../datasets/preview/actions";
import { type GroupInput, groupMetadata, openGroupPage } from "../group-page";

export const generateMetadata = (input: GroupInput) => groupMetadata("Preview", input);

/** The features of one group, joined to a spine. */
export default function GroupPreviewPage(input: GroupInput) {
  return openGroupPage(input, async ({ ctx, search, now, detail, readiness }) => {
    const { project, group } = detail;
    if (!readiness.mayPreview) {
      return (
        <ForbiddenState what="preview values" needs={`the contributor role in ${project}`} grantedBy={[]} />
      );
    }
    if (readiness.refusal !== null) {
      return (
        <EmptyState title="These features cannot be joined directly">
          {readiness.refusal}. Its versions, definition and lineage are in the other tabs.
        </EmptyState>
      );
    }
    const options = await listPreviewOptions({ ...ctx, at: null }, { project, group: group.name });
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(search)) if (typeof value === "string") query.set(name, value);
    if (!query.has("features")) query.set("features", `${group.name}:*`);
    return (
      <>
        <PreviewWorkbench
          project={project}
          options={options}
          query={query.toString()}
          run={runPreviewAction}
          explain={explainCellAction}
          prove={proveNoLeakAction}
          publicUrl={getContainer().env.publicUrl}
          now={now}
        />
        <p className="text-second">
          Features of several groups are joined on the project’s{" "}
          <LinkButton
            size="small"
            variant="ghost"
            href={`/p/${project}/datasets/preview?features=${group.name}:*`}
          >
            Preview page
          </LinkButton>
        </p>
      </>
    );
  });
}
