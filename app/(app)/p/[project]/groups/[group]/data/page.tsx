import { Suspense } from "react";
import { CodeBlock } from "@/components/code/code-block";
import { groupHref } from "@/components/group/group-header";
import { CommitTable } from "@/components/offline/commit-table";
import { HistoryFilter } from "@/components/offline/history-filter";
import { HistoryTable } from "@/components/offline/history-table";
import { QuarantineList } from "@/components/offline/quarantine-list";
import { readSnippets, writeSnippets } from "@/components/offline/write-code";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState, ForbiddenState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { Section } from "@/components/ui/section";
import { TableSkeleton } from "@/components/ui/skeleton";
import { formatInstant } from "@/lib/core/time/instant";
import { formatUtc } from "@/lib/format/time";
import { getContainer } from "@/lib/server/container";
import { attempt } from "@/lib/server/page";
import {
  commitWire,
  historyFilter,
  quarantineWire,
  readPlace,
  writePlace,
  writtenTime,
} from "@/lib/server/wire/offline";
import { positionOf, writePosition } from "@/lib/server/wire/position";
import type { ServiceContext } from "@/lib/services/context";
import { listCommits } from "@/lib/services/offline/list-commits";
import { listQuarantine } from "@/lib/services/offline/quarantine";
import { readRows } from "@/lib/services/offline/read-rows";
import { type GroupInput, groupMetadata, openGroupPage } from "../group-page";
import { discardQuarantineAction, replayQuarantineAction } from "./actions";
import { type DataPlace, dataPlace, placeHref } from "./data-place";
import { IntervalSection } from "./interval-section";

export const generateMetadata = (input: GroupInput) => groupMetadata("Data", input);

const COMMITS = 20;
const ROWS = 50;
const QUARANTINES = 20;
const ORDER = "commits";

/** Rows of the group's own: what was written when, and the rows as of any commit or time. */
export default function GroupDataPage(input: GroupInput) {
  return openGroupPage(input, async ({ ctx, params, search, at, now, detail, data }) => {
    const { project, group, latest } = detail;
    const { publicUrl } = getContainer().env;
    const columns = [
      ...latest.content.join_keys.map(({ name }) => name),
      ...[latest.content.event_time, latest.content.created_time].filter((name) => name !== null),
      ...latest.features.filter(({ computation }) => computation !== "on_demand").map(({ name }) => name),
    ];
    const code = (
      <CodeBlock
        label={`Write to ${group.name}`}
        snippets={writeSnippets(publicUrl, project, group.name, [...new Set(columns)])}
      />
    );
    if (data.commitCount === 0) {
      return (
        <div className="flex flex-col gap-4">
          <EmptyState title="Nothing has been written to this group">
            Its rows of its own stand in the offline store: files that keep every commit, so that any past
            state can be read again.{" "}
            {data.mayWrite ? "Write the first ones:" : "Members of the owner team can write the first ones."}
          </EmptyState>
          {at === null ? <IntervalSection ctx={ctx} target={{ ...params, version: null }} now={now} /> : null}
          {data.mayWrite && data.isWritable ? code : null}
        </div>
      );
    }
    const place = dataPlace(search);
    const base = `${groupHref(project, group.name)}/data`;
    const version = place.version === "" ? null : Number(place.version);
    const target = { ...params, version };
    const shared = { ctx, place, base, at, now, target, maySeeValues: data.maySeeValues };
    return (
      <>
        <Section title="Rows">
          <HistoryFilter href={base} at={at} keys={latest.content.join_keys} query={place} />
          {data.maySeeValues ? (
            <Suspense key={JSON.stringify(place)} fallback={<TableSkeleton rows={12} columns={6} />}>
              <Rows {...shared} publicUrl={publicUrl} />
            </Suspense>
          ) : (
            <ForbiddenState what="see rows" needs={`the contributor role in ${project}`} grantedBy={[]} />
          )}
        </Section>
        {at === null ? <IntervalSection ctx={ctx} target={target} now={now} /> : null}
        <Commits {...shared} versions={detail.versions.map(({ number }) => number)} />
        <Quarantines {...shared} mayWrite={data.mayWrite && at === null} />
        {data.mayWrite && data.isWritable ? <Section title="Write rows">{code}</Section> : null}
      </>
    );
  });
}

interface PartProps {
  ctx: ServiceContext;
  place: DataPlace;
  base: string;
  at: string | null;
  now: string;
  target: { project: string; group: string; version: number | null };
}

async function Rows({ ctx, place, base, at, now, target, publicUrl }: PartProps & { publicUrl: string }) {
  const { cursor, commits: _, ...query } = place;
  const outcome = await attempt(
    ctx,
    (async () => {
      const filter = historyFilter(target, {
        version: target.version ?? undefined,
        since: writtenTime(query.since),
        until: writtenTime(query.until),
        as_of: /^\d+$/.test(query.as_of) ? query.as_of : writtenTime(query.as_of),
        keys: JSON.stringify(query.keys),
      });
      return await readRows(ctx, { ...filter, limit: ROWS, after: readPlace(ctx, cursor) });
    })(),
  );
  if (!outcome.ok) {
    return (
      <ErrorState title="These rows cannot be shown" requestId={outcome.requestId}>
        {outcome.message}
      </ErrorState>
    );
  }
  const { commit, next, removedBeforeUs, ...history } = outcome.value;
  if (commit === null) {
    return <EmptyState title={`Nothing had been written to ${target.group}@v${history.version} by then`} />;
  }
  const paging = {
    previous: cursor === undefined ? null : placeHref(base, query, at),
    next: next && placeHref(base, { ...query, cursor: writePlace(ctx, next) }, at),
  };
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="text-second">
        {target.group}@v{history.version} as of commit {commit.number}, written{" "}
        {formatUtc(commit.at.toISOString())} by {commit.writtenBy}; newest event first.
        {removedBeforeUs === null
          ? ""
          : ` Retention has since dropped its rows before ${formatInstant(removedBeforeUs)}.`}
      </p>
      <HistoryTable group={target.group} history={history} paging={paging} now={now} />
      <CodeBlock
        label={`Read ${target.group}`}
        snippets={readSnippets(publicUrl, { ...target, commit: commit.number })}
      />
    </div>
  );
}

async function Commits({ ctx, place, base, at, now, target, versions }: PartProps & { versions: number[] }) {
  const outcome = await attempt(
    ctx,
    (async () => {
      const before = positionOf(ctx, ORDER, place.commits);
      return await listCommits(ctx, {
        ...target,
        before: before === null ? null : Number(before),
        limit: COMMITS,
      });
    })(),
  );
  if (!outcome.ok) return <ErrorState title="The commits cannot be shown">{outcome.message}</ErrorState>;
  const { items, hasMore, version } = outcome.value;
  const last = items.at(-1);
  const kept = { version: place.version };
  return (
    <Section
      title="Commits"
      id="commits"
      aside={
        versions.length > 1 ? (
          <span className="flex gap-1">
            {versions.map((number) => (
              <LinkButton
                key={number}
                size="small"
                variant={number === version ? "secondary" : "ghost"}
                aria-current={number === version || undefined}
                href={placeHref(base, { version: String(number) }, at)}
              >
                v{number}
              </LinkButton>
            ))}
          </span>
        ) : null
      }
    >
      <CommitTable
        group={target.group}
        commits={items.map(commitWire)}
        hrefOf={(commit) => placeHref(base, { ...kept, as_of: String(commit) }, at)}
        paging={{
          previous: place.commits === undefined ? null : placeHref(base, kept, at),
          next:
            hasMore && last
              ? placeHref(
                  base,
                  { ...kept, commits: writePosition(ctx, ORDER, String(last.number)) ?? "" },
                  at,
                )
              : null,
        }}
        now={now}
      />
    </Section>
  );
}

async function Quarantines({ ctx, now, target, mayWrite }: PartProps & { mayWrite: boolean }) {
  const { items } = await listQuarantine(ctx, { ...target, before: null, limit: QUARANTINES });
  if (items.length === 0) return null;
  const open = items.filter(({ status }) => status === "open").length;
  return (
    <Section title="Rows set aside" id="quarantine" aside={open > 0 ? `${open} open` : "none open"}>
      <QuarantineList
        project={target.project}
        group={target.group}
        items={items.map(quarantineWire)}
        mayWrite={mayWrite}
        replay={replayQuarantineAction}
        discard={discardQuarantineAction}
        now={now}
      />
    </Section>
  );
}
