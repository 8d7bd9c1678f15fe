import type { Metadata } from "next";
import { CodeBlock } from "@/components/code/code-block";
import { CertificateFacts } from "@/components/dataset/certificate-facts";
import { CheckList } from "@/components/dataset/check-list";
import { CoverageTable } from "@/components/dataset/coverage-table";
import { FileTable } from "@/components/dataset/file-table";
import { loadSnippets } from "@/components/dataset/load-code";
import { OriginPanel, RequestPanel, VersionsPanel } from "@/components/dataset/request-panel";
import { RunButton } from "@/components/dataset/run-button";
import { RunView } from "@/components/dataset/run-view";
import { FIGURES, StatisticsTable } from "@/components/dataset/statistics-table";
import { datasetHref, STATUS_WORDS } from "@/components/dataset/words";
import { Chip, VersionChip } from "@/components/ui/chip";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { Section, WithRail } from "@/components/ui/section";
import type { DatasetResult } from "@/lib/contracts/dataset-result";
import { formatElapsed } from "@/lib/format/duration";
import { formatCounted } from "@/lib/format/number";
import { getContainer } from "@/lib/server/container";
import { openPage, type PageInput } from "@/lib/server/page";
import { getDataset } from "@/lib/services/datasets/get";
import { cancelDatasetAction, verifyDatasetAction } from "../actions";

type Input = PageInput<{ project: string; dataset: string }>;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  const { dataset, project } = (await params) ?? {};
  return { title: `${decodeURIComponent(dataset ?? "")} · ${project}` };
}

export default async function DatasetPage(input: Input) {
  return openPage(input, async ({ ctx, params: { project, dataset: ref }, search, now }) => {
    const dataset = await getDataset(ctx, { project, dataset: ref });
    const { id, name, version, status, certificate, result, request, run, mayDownload } = dataset;
    const target = { project, dataset: `${name}@v${version}` };
    const isChecking = dataset.checks.some((check) => !check.result && !check.run.finishedAt);
    return (
      <PageBody>
        <PageHeader
          title={name}
          mono
          copy={target.dataset}
          chips={
            <>
              <VersionChip version={version} />
              <Chip>{STATUS_WORDS[status]}</Chip>
            </>
          }
          actions={
            status === "built" && dataset.mayBuild ? (
              <RunButton
                label={isChecking ? "Verifying …" : "Verify"}
                pendingLabel="Asking …"
                input={target}
                action={verifyDatasetAction}
                disabled={isChecking}
              />
            ) : null
          }
        >
          {result && certificate ? leadOf(result) : null}
        </PageHeader>
        <RunView
          status={status}
          run={run}
          isChecking={isChecking}
          cancel={
            dataset.mayBuild ? (
              <RunButton
                label="Cancel"
                pendingLabel="Cancelling"
                input={{ project, dataset: id }}
                action={cancelDatasetAction}
              />
            ) : null
          }
        />
        <WithRail
          rail={
            <>
              <RequestPanel
                request={request}
                createdBy={dataset.createdBy}
                createdAt={dataset.createdAt.toISOString()}
                now={now}
              />
              <OriginPanel project={project} request={request} certificate={certificate} />
              <VersionsPanel
                project={project}
                versions={dataset.versions.map((one) => ({
                  ...one,
                  createdAt: one.createdAt.toISOString(),
                }))}
                current={id}
                now={now}
              />
            </>
          }
        >
          {result ? (
            <>
              <Section title="Coverage">
                <CoverageTable answer={result} now={now} />
              </Section>
              <Section title="Statistics">
                <StatisticsTable
                  result={result}
                  figure={FIGURES.find((one) => one === search.figure) ?? "mean"}
                  path={datasetHref(project, name, version)}
                  now={now}
                />
              </Section>
            </>
          ) : null}
          {certificate ? (
            <>
              <Section title="Files">
                <FileTable
                  files={certificate.files}
                  base={`/api/v1/projects/${project}/datasets/${target.dataset}/files`}
                  mayDownload={mayDownload}
                  now={now}
                />
              </Section>
              {status === "built" ? (
                <Section title="Load it">
                  <CodeBlock
                    label={`Load ${name}`}
                    maxHeight={360}
                    snippets={loadSnippets({
                      publicUrl: getContainer().env.publicUrl,
                      project,
                      name,
                      version,
                      format: request.format,
                      files: certificate.files.map((file) => file.path),
                    })}
                  />
                </Section>
              ) : null}
              <Section title="Verifications" id="verifications">
                <CheckList
                  checks={dataset.checks.map((check) => ({
                    id: check.id,
                    createdBy: check.createdBy,
                    createdAt: check.createdAt.toISOString(),
                    status: check.run.status,
                    phase: check.run.phase,
                    error: check.run.error,
                    result: check.result,
                  }))}
                  now={now}
                />
              </Section>
              <Section title="Certificate">
                <CertificateFacts certificate={certificate} />
                <CodeBlock
                  label="Certificate"
                  maxHeight={240}
                  snippets={[{ language: "json", code: JSON.stringify(certificate, null, 2) }]}
                />
              </Section>
            </>
          ) : null}
          {result ? (
            <Section title="How it was joined">
              <ul className="flex list-disc flex-col gap-0.5 pl-5 text-second">
                {result.explanation.map((sentence) => (
                  <li key={sentence}>{sentence.replaceAll("`", "")}</li>
                ))}
              </ul>
              <CodeBlock
                label="Statements"
                maxHeight={360}
                snippets={[{ language: "sql", code: result.sql }]}
              />
            </Section>
          ) : null}
        </WithRail>
      </PageBody>
    );
  });
}

/** What it is, in a sentence. */
function leadOf({ row_count: rows, columns, statistics, timing_ms: timings }: DatasetResult): string {
  const features = columns.filter(({ role }) => role === "feature").length;
  const parts = statistics.flatMap(({ part, row_count: own }) =>
    part === null ? [] : [`${formatCounted(own, "row")} to ${PART_WORDS[part] ?? part}`],
  );
  const ms = timings.reduce((sum, timing) => sum + timing.ms, 0);
  const split = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return `${formatCounted(rows, "row")} with ${formatCounted(features, "feature")}${split}. Joined and written in ${formatElapsed(ms)}.`;
}

const PART_WORDS: Record<string, string> = {
  train: "train on",
  validation: "validate with",
  test: "test with",
};
