"use client";

import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { KeyValues } from "@/components/ui/key-values";
import type { PreviewResult } from "@/lib/contracts/preview";
import { durationInWords } from "@/lib/core/time/words";
import { formatElapsed } from "@/lib/format/duration";
import { formatUtc } from "@/lib/format/time";
import { formatValue } from "@/lib/format/value";
import { type CellAggregate, type CellStory, cellStory, type Words } from "./cell-story";
import { cellOf, type ResultColumn } from "./result-columns";
import { TimelineView } from "./timeline-view";
import type { ExplainCell } from "./use-xray";
import { Xray } from "./xray";
import { xrayQuestion } from "./xray-question";

/** Looks into one cell: the sentence, the source row on a line of time, and what is known about it. */
export function CellInspector({
  project,
  explain,
  result,
  columns,
  row,
  column,
  now,
  featureHref,
  onStep,
  onClose,
}: {
  project: string;
  /** The server action. */
  explain: ExplainCell;
  result: PreviewResult;
  columns: readonly ResultColumn[];
  row: number;
  column: ResultColumn;
  now: string;
  featureHref: string | null;
  onStep: (rows: number) => void;
  onClose: () => void;
}) {
  const story = cellStory(result, columns, row, column, now);
  const question = xrayQuestion(result, columns, row, column);
  return (
    <section aria-label="Cell" className="overflow-hidden rounded-panel border border-line">
      <header className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b py-1 pr-1.5 pl-3.5">
        <p className="min-w-0 basis-full break-words sm:basis-0 sm:grow" role="status">
          {story ? (
            <Sentence words={story.sentence} />
          ) : (
            <SpineSentence result={result} row={row} column={column} />
          )}
        </p>
        <span className="flex items-center gap-0.5">
          <Button size="small" variant="ghost" aria-keyshortcuts="[" onClick={() => onStep(-1)}>
            Previous row
            <Kbd>[</Kbd>
          </Button>
          <Button size="small" variant="ghost" aria-keyshortcuts="]" onClick={() => onStep(1)}>
            Next row
            <Kbd>]</Kbd>
          </Button>
          <Button size="small" variant="ghost" aria-keyshortcuts="Escape" onClick={onClose}>
            Close
            <Kbd>Esc</Kbd>
          </Button>
        </span>
      </header>
      {story ? (
        <Story story={story} result={result} column={column} row={row} now={now} href={featureHref} />
      ) : null}
      {question ? (
        <div className="border-line border-t px-3.5 py-3">
          <Xray
            key={`${row}:${column.index}`}
            project={project}
            explain={explain}
            question={question}
            feature={column.label}
            knowledge={result.knowledge}
            hasCreatedTime={column.group !== null && result.groups[column.group]?.created_time !== null}
            now={now}
          />
        </div>
      ) : null}
    </section>
  );
}

function Sentence({ words }: { words: readonly Words[] }) {
  return words.map((word) => {
    const key = `${word.look ?? ""}${word.text}`;
    if (word.look === "mono") {
      return (
        <span key={key} className="mono font-semibold">
          {word.text}
        </span>
      );
    }
    return word.look === "strong" ? (
      <strong key={key} className="font-semibold">
        {word.text}
      </strong>
    ) : (
      <span key={key}>{word.text}</span>
    );
  });
}

function SpineSentence({
  result,
  row,
  column,
}: {
  result: PreviewResult;
  row: number;
  column: ResultColumn;
}) {
  const value = formatValue(cellOf(result, row, column), column.type);
  const kind = column.role === "key" ? "a join key" : column.role === "time" ? "the time" : "a column";
  return (
    <>
      <span className="mono font-semibold">{column.label}</span> is {kind} of the spine; here it is{" "}
      <strong className="font-semibold">{value.exact}</strong>
    </>
  );
}

function Story({
  story,
  result,
  column,
  row,
  now,
  href,
}: {
  story: CellStory;
  result: PreviewResult;
  column: ResultColumn;
  row: number;
  now: string;
  href: string | null;
}) {
  const group = column.group === null ? undefined : result.groups[column.group];
  if (!group) return null;
  const value = story.status === "PRESENT" && !column.masked ? cellOf(result, row, column) : null;
  const late =
    story.lateMs === null
      ? null
      : `It became known ${formatElapsed(story.lateMs)} after this time; rows count from their event time on.`;
  return (
    <div className="flex flex-col gap-3 px-3.5 pt-3 pb-3.5">
      {story.eventTime === null ? null : (
        <TimelineView
          story={story}
          value={value === null ? noValueWord(story) : formatValue(value, column.type).text}
          now={now}
        />
      )}
      <p>
        {story.reason}
        {late ? <span className="text-second"> {late}</span> : null}
      </p>
      <div className="grid gap-x-10 gap-y-1.5 md:grid-cols-2">
        <KeyValues
          items={
            story.aggregate
              ? aggregateFacts(story.aggregate, group.event_time)
              : [
                  { label: "Event time", value: fact(group.event_time, story.eventTime) },
                  {
                    label: "Created time",
                    value: group.created_time === null ? null : fact(group.created_time, story.createdTime),
                  },
                  { label: "Age", value: story.ageMs === null ? null : formatElapsed(story.ageMs) },
                ]
          }
        />
        <KeyValues
          items={[
            { label: "Status", value: <span className="mono">{story.status}</span> },
            story.aggregate
              ? { label: "Computed as", value: <code>{story.aggregate.expression}</code> }
              : {
                  label: "TTL",
                  value: story.ttlSeconds === null ? "unlimited" : durationInWords(story.ttlSeconds),
                },
            {
              label: "Feature",
              value: href ? (
                <a href={href} className="mono text-accent underline-offset-2 hover:underline">
                  {group.group}@v{group.version}:{column.label}
                </a>
              ) : (
                <span className="mono">
                  {group.group}@v{group.version}:{column.label}
                </span>
              ),
            },
          ]}
        />
      </div>
    </div>
  );
}

function noValueWord({ status, state }: CellStory): string {
  return state === "DELETED" || state === "ENDED" ? state : status;
}

/** What a computed value was made of, where a joined one shows its row. */
function aggregateFacts(aggregate: CellAggregate, eventTime: string) {
  if (aggregate.of === "members") return [{ label: "Members with a value", value: aggregate.count }];
  return [
    { label: "Interval", value: <code>{aggregate.interval}</code> },
    { label: "Events", value: aggregate.count },
    { label: "First event", value: fact(eventTime, aggregate.firstEventTime) },
    { label: "Last event", value: fact(eventTime, aggregate.lastEventTime) },
  ];
}

function fact(name: string, time: string | null) {
  return (
    <>
      {time === null ? (
        <span className="text-third">–</span>
      ) : (
        <span className="mono">{formatUtc(time)}</span>
      )}{" "}
      <span className="text-sm text-third">{name}</span>
    </>
  );
}
