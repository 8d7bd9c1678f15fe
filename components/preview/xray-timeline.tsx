"use client";

import { type KeyboardEvent, useId } from "react";
import type { ExplainResult } from "@/lib/contracts/explain";
import type { Fate } from "@/lib/core/pit/xray";
import { formatInstant } from "@/lib/format/time";
import { FATE_WORDS, valueWords } from "./xray-words";

const HEIGHT = 84;
const LINE_Y = 46;
const EDGE = 5;

/** Each fate has a shape of its own, so that colour is never the only sign. Paths around (0, 0). */
const MARKS: Record<Fate, { path: string; look: string }> = {
  chosen: { path: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0", look: "fill-accent stroke-accent" },
  deleted: { path: "M-5 -5L5 5M-5 5L5 -5", look: "fill-none stroke-accent stroke-2" },
  ended: { path: "M-4 -6v12M4 -6v12", look: "fill-none stroke-accent stroke-2" },
  later: { path: "M-5 -6L6 0L-5 6z", look: "fill-breaking-tint stroke-breaking" },
  at_time: { path: "M-5 -5h10v10h-10zM-5 -5L5 5", look: "fill-page stroke-breaking" },
  unknown: { path: "M0 -7L7 0L0 7L-7 0z", look: "fill-risky-tint stroke-risky" },
  expired: { path: "M-5 -5h10v10h-10z", look: "fill-page stroke-third" },
  no_value: { path: "M-5 0h10", look: "fill-none stroke-third stroke-2" },
  tie_created: { path: "M-6 4L0 -6L6 4z", look: "fill-page stroke-second" },
  tie_written: { path: "M-6 -4L0 6L6 -4z", look: "fill-page stroke-second" },
  older: { path: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", look: "fill-page stroke-third" },
};

/**
 * The rows around the spine time, oldest first, one step for each: between two rows may lie a second or a year, and both
 * have to be seen. Arrow keys move from row to row; the table below says the same.
 *
 * @param selected position in the result's candidates, which come newest first.
 */
export function XrayTimeline({
  result,
  column,
  selected,
  now,
  onSelect,
}: {
  result: ExplainResult;
  column: number;
  selected: number;
  now: string;
  onSelect: (index: number) => void;
}) {
  const id = useId();
  const { candidates, time } = result;
  const laterCount = candidates.filter(({ fate }) => fate === "later").length;
  // One slot for each row and one for the spine time.
  const slots = candidates.length + 1;
  const x = (slot: number) => `${(EDGE + ((slot + 0.5) / slots) * (100 - 2 * EDGE)).toFixed(2)}%`;
  const slotOf = (index: number) => candidates.length - 1 - index + (index < laterCount ? 1 : 0);
  const spineX = x(candidates.length - laterCount);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
    const target =
      event.key === "Home" ? candidates.length - 1 : event.key === "End" ? 0 : step && selected + step;
    if (target === undefined) return;
    event.preventDefault();
    onSelect(Math.min(Math.max(target, 0), candidates.length - 1));
  };
  return (
    <div
      role="listbox"
      aria-label="Rows around the time, oldest first"
      aria-orientation="horizontal"
      aria-activedescendant={`${id}${selected}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="relative hidden rounded-control sm:block"
    >
      <svg width="100%" height={HEIGHT} overflow="visible" aria-hidden="true" style={{ fontSize: 11 }}>
        <line x1="0" x2="100%" y1={LINE_Y} y2={LINE_Y} className="stroke-line" strokeWidth="2" />
        <line x1={spineX} x2={spineX} y1="18" y2={HEIGHT - 14} className="stroke-ink" strokeDasharray="3 3" />
        <text x={spineX} y="12" textAnchor="middle" className="fill-ink">
          {time === null ? "" : formatInstant(time, now)}
        </text>
        {candidates.map((row, index) => (
          <Mark
            key={x(slotOf(index))}
            x={x(slotOf(index))}
            fate={row.fate}
            value={valueWords(result, row, column)}
            isSelected={index === selected}
          />
        ))}
      </svg>
      {candidates.map((row, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the list holds the focus, aria-activedescendant names the row
        // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the list do the same
        <div
          key={x(slotOf(index))}
          id={`${id}${index}`}
          role="option"
          aria-selected={index === selected}
          aria-label={`${valueWords(result, row, column)}, ${FATE_WORDS[row.fate]}, ${formatInstant(row.event_time, now)}`}
          onClick={() => onSelect(index)}
          className="-translate-x-1/2 absolute h-10 w-6 cursor-pointer"
          style={{ left: x(slotOf(index)), top: LINE_Y - 20 }}
        />
      ))}
    </div>
  );
}

function Mark({ x, fate, value, isSelected }: { x: string; fate: Fate; value: string; isSelected: boolean }) {
  return (
    <svg x={x} y={LINE_Y} overflow="visible" aria-hidden="true">
      {isSelected ? <circle r="11" className="fill-none stroke-accent" strokeWidth="2" /> : null}
      <path d={MARKS[fate].path} className={MARKS[fate].look} strokeWidth="1.6" />
      {isSelected || fate === "chosen" ? (
        <text
          y="27"
          textAnchor="middle"
          className={fate === "chosen" ? "fill-accent font-semibold" : "fill-second"}
        >
          {value.length > 18 ? `${value.slice(0, 17)}…` : value}
        </text>
      ) : null}
    </svg>
  );
}

/** What the marks stand for; only those that are in the picture. */
export function XrayLegend({ result }: { result: ExplainResult }) {
  const present = (Object.keys(MARKS) as Fate[]).filter((fate) =>
    result.candidates.some((row) => row.fate === fate),
  );
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-third">
      {present.map((fate) => (
        <li key={fate} className="flex items-center gap-1.5">
          <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
            <path d={MARKS[fate].path} className={MARKS[fate].look} strokeWidth="1.6" />
          </svg>
          {FATE_WORDS[fate]}
        </li>
      ))}
    </ul>
  );
}
