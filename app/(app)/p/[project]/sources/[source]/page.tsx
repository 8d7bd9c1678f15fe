import type { Metadata } from "next";
import { Suspense } from "react";
import { objectHref, withAt } from "@/components/catalog/addresses";
import { ObjectPage } from "@/components/catalog/object-page";
import { SOURCE_COLUMNS, sourceColumnRows, sourceSentence } from "@/components/catalog/source-columns";
import { SampleFailure, SourceSampleTable } from "@/components/catalog/source-sample";
import { CodeBlock } from "@/components/code/code-block";
import { DataTable } from "@/components/table/data-table";
import { Chip } from "@/components/ui/chip";
import { EmptyState } from "@/components/ui/empty-state";
import { ForbiddenState } from "@/components/ui/error-state";
import { Name } from "@/components/ui/name";
import { Section } from "@/components/ui/section";
import { TableSkeleton } from "@/components/ui/skeleton";
import { attempt, openPage, type PageInput } from "@/lib/server/page";
import { listActivity } from "@/lib/services/audit/list";
import type { ServiceContext } from "@/lib/services/context";
import { getSource } from "@/lib/services/sources/get";
import { sampleSource } from "@/lib/services/sources/sample";

type Input = PageInput<{ project: string; source: string }>;

const ENTRIES_MAX = 20;
const SAMPLE_ROWS = 20;
/** A table this short needs no tools. */
const PLAIN_ROWS_MAX = 8;

export async function generateMetadata({ params }: Input): Promise<Metadata> {
  const { source, project } = (await params) ?? {};
  return { title: `${source} · ${project}` };
}

export default async function SourcePage(input: Input) {
  return openPage(input, async ({ ctx, params: { project, source: name }, at, now }) => {
    const { source, seesValues, readers } = await getSource(ctx, { project, source: name });
    const activity = await listActivity(ctx, {
      project,
      targetIds: [source.id],
      limit: ENTRIES_MAX,
    });
    const { document } = source;
    return (
      <ObjectPage
        project={project}
        kind="source"
        object={source}
        activity={activity.items}
        at={at}
        now={now}
        chips={
          <>
            <Chip>{document.format ?? document.type}</Chip>
            {source.retiredAt ? <Chip>retired</Chip> : null}
          </>
        }
        rail={<ReadersPanel project={project} readers={readers} at={at} />}
      >
        <p>{sourceSentence(document)}</p>
        {document.path === null ? null : (
          <CodeBlock label={`Path of ${name}`} snippets={[{ language: "text", code: document.path }]} />
        )}
        {document.query === null ? null : (
          <Section title="Query">
            <CodeBlock label={`Query of ${name}`} snippets={[{ language: "sql", code: document.query }]} />
          </Section>
        )}
        <Section title="Columns">
          <DataTable
            id="source-columns"
            label={`Columns of ${name}`}
            columns={SOURCE_COLUMNS}
            rows={sourceColumnRows(document)}
            now={now}
            sorting="local"
            noun="column"
            plain={(document.columns ?? []).length <= PLAIN_ROWS_MAX}
            empty={
              <EmptyState title="Its columns are not known">
                They are inferred when the source is applied, and pinned then.
              </EmptyState>
            }
          />
        </Section>
        {document.type === "file" ? (
          <Section title="Sample of rows">
            {seesValues ? (
              <Suspense fallback={<TableSkeleton rows={SAMPLE_ROWS} columns={6} />}>
                <Sample ctx={ctx} project={project} source={name} now={now} />
              </Suspense>
            ) : (
              <ForbiddenState
                what={`see rows of ${name}`}
                needs={`the contributor role in ${project}`}
                grantedBy={[]}
              />
            )}
          </Section>
        ) : null}
      </ObjectPage>
    );
  });
}

/** The groups that are made from it directly. */
function ReadersPanel({
  project,
  readers,
  at,
}: {
  project: string;
  readers: readonly { id: string; name: string }[];
  at: string | null;
}) {
  return (
    <Section panel title="Read by">
      {readers.length === 0 ? (
        <p className="px-3 py-2.5 text-third">No feature group reads it yet.</p>
      ) : (
        <ul className="flex flex-col gap-1 px-3 py-2.5">
          {readers.map((reader) => (
            <li key={reader.id} className="min-w-0">
              <Name name={reader.name} href={withAt(objectHref(project, "group", reader.name), at)} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Reads files, which may take a moment or fail: the rest of the page does not wait for it. */
async function Sample({
  ctx,
  project,
  source,
  now,
}: {
  ctx: ServiceContext;
  project: string;
  source: string;
  now: string;
}) {
  const sample = await attempt(ctx, sampleSource(ctx, { project, source, rows: SAMPLE_ROWS }));
  return sample.ok ? (
    <SourceSampleTable source={source} sample={sample.value} now={now} />
  ) : (
    <SampleFailure failure={sample} />
  );
}
