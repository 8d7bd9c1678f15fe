import { durationInWords } from "@/lib/core/time/words";
import { formatInstant } from "@/lib/format/time";
import type { CellStory } from "./cell-story";
import { layOutTimeline } from "./timeline";

const LINE_Y = 42;
const HEIGHT = 98;
const BAND = 13;
const WINDOW_Y = 68;
const CHOSEN_Y = 82;
const KNOWN_Y = 95;

const ROW_WORDS = {
  FOUND: "chosen",
  NOT_FOUND: "",
  OUTSIDE_MAX_AGE: "too old",
  DELETED: "deletes",
  ENDED: "ended",
} as const;

/** The times of one cell on a line; the words beside it say the same. */
export function TimelineView({ story, value, now }: { story: CellStory; value: string; now: string }) {
  const createdAfterMs =
    story.createdTime === null || story.spineTime === null
      ? null
      : Date.parse(story.createdTime) - Date.parse(story.spineTime);
  const line = layOutTimeline({ ageMs: story.ageMs, ttlSeconds: story.ttlSeconds, createdAfterMs });
  const isChosen = story.status === "PRESENT" || story.status === "NULL_VALUE";
  const isNear = line.eventTime !== null && line.eventTime > line.spineTime - 0.06;
  const x = (at: number) => `${(at * 100).toFixed(2)}%`;
  return (
    <svg
      width="100%"
      height={HEIGHT}
      overflow="visible"
      aria-hidden="true"
      className="hidden sm:block"
      style={{ fontSize: 11 }}
    >
      <line x1="0" x2="100%" y1={LINE_Y} y2={LINE_Y} className="stroke-line" strokeWidth="2" />
      <rect
        x={x(line.window.from)}
        width={x(line.window.to - line.window.from)}
        y={LINE_Y - BAND}
        height={BAND * 2}
        rx="2"
        className="fill-accent-tint"
      />
      <text x={x(line.window.from)} dx="5" y={WINDOW_Y} className="fill-third">
        {story.ttlSeconds === null
          ? "valid: no limit"
          : `valid: ${durationInWords(story.ttlSeconds)} before the time`}
      </text>
      <line
        x1={x(line.spineTime)}
        x2={x(line.spineTime)}
        y1="6"
        y2={CHOSEN_Y - 12}
        className="stroke-ink"
        strokeDasharray="3 3"
      />
      <text x={x(line.spineTime)} dx="6" y="14" className="fill-ink">
        {story.spineTime === null ? "" : `time of the row ${formatInstant(story.spineTime, now)}`}
      </text>
      {line.createdTime ? (
        <g>
          <line
            x1={x(line.createdTime.at)}
            x2={x(line.createdTime.at)}
            y1={LINE_Y - 7}
            y2={LINE_Y + 7}
            className="stroke-second"
            strokeWidth="2"
          />
          <text
            x={x(line.createdTime.at)}
            y={KNOWN_Y}
            textAnchor={line.createdTime.at > 0.9 ? "end" : line.createdTime.at < 0.05 ? "start" : "middle"}
            className="fill-third"
          >
            {line.createdTime.isBeyond ? "known later →" : "known"}
          </text>
        </g>
      ) : null}
      {line.eventTime === null || story.eventTime === null ? null : (
        <g>
          <circle
            cx={x(line.eventTime)}
            cy={LINE_Y}
            r="6"
            className={isChosen ? "fill-accent stroke-accent" : "fill-page stroke-third"}
            strokeWidth="2"
          />
          <text
            x={x(line.eventTime)}
            dx={isNear ? -10 : 0}
            y={LINE_Y - BAND - 8}
            textAnchor={line.eventTime < 0.08 ? "start" : isNear ? "end" : "middle"}
            className={isChosen ? "fill-accent font-semibold" : "fill-third"}
          >
            {value}
          </text>
          <text
            x={x(line.eventTime)}
            y={CHOSEN_Y}
            textAnchor={
              line.eventTime < 0.12 ? "start" : line.eventTime > line.spineTime - 0.12 ? "end" : "middle"
            }
            className="fill-second"
          >
            {ROW_WORDS[story.state]} · {formatInstant(story.eventTime, now)}
          </text>
        </g>
      )}
    </svg>
  );
}
