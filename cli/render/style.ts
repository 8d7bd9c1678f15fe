import type { Io } from "../io";

export type Paint = (text: string) => string;

/** Colours of one output; without colour every paint returns its text as it is. */
export interface Style {
  bold: Paint;
  dim: Paint;
  red: Paint;
  green: Paint;
  yellow: Paint;
  cyan: Paint;
}

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** Colour goes to terminals only, and nowhere when NO_COLOR is set (https://no-color.org). */
export function styleFor(io: Pick<Io, "env" | "isTerminal">, stream: "out" | "err"): Style {
  const isColoured = io.isTerminal[stream] && !io.env.NO_COLOR && io.env.TERM !== "dumb";
  return styleOf(isColoured);
}

export function styleOf(isColoured: boolean): Style {
  const paint = ([on, off]: readonly [number, number]): Paint =>
    isColoured ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text;
  return {
    bold: paint(CODES.bold),
    dim: paint(CODES.dim),
    red: paint(CODES.red),
    green: paint(CODES.green),
    yellow: paint(CODES.yellow),
    cyan: paint(CODES.cyan),
  };
}

/** Text of others on one line: control characters could move the cursor or colour the screen. */
export function printable(text: string): string {
  return text.replace(/\s+/g, " ").replace(/\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
}
