import { formatDate, formatInstant, formatRelative, formatUtc } from "@/lib/format/time";

export interface TimeProps {
  /** RFC 3339. */
  at: string;
  /** The server's clock when the page was rendered: words that move must not differ between server and browser. */
  now: string;
  look?: "relative" | "exact" | "date" | "data";
  /** Whether the exact time can be reached by keyboard; off inside table rows, which would become endless to tab through. */
  focusable?: boolean;
  className?: string;
}

/** A moment: relative in the text, exact in UTC and local on hover and focus. */
export function Time({ at, now, look = "relative", focusable = true, className }: TimeProps) {
  return (
    <time dateTime={at} data-tip-time={at} tabIndex={focusable ? 0 : undefined} className={className}>
      {timeText(at, now, look)}
    </time>
  );
}

function timeText(at: string, now: string, look: NonNullable<TimeProps["look"]>): string {
  switch (look) {
    case "relative":
      return formatRelative(at, now);
    case "exact":
      return formatUtc(at);
    case "date":
      return formatDate(at, now);
    case "data":
      return formatInstant(at, now);
  }
}
