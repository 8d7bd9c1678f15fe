import { type Pattern, parsePattern } from "./pattern-syntax";

type Instruction =
  | { do: "take"; ranges: readonly (readonly [number, number])[] }
  | { do: "fork"; to: number[] }
  | { do: "start" }
  | { do: "end" }
  | { do: "match" };

/** Instructions of the largest pattern, counted repeats written out. */
const INSTRUCTIONS_MAX = 2000;

/** @returns why a pattern cannot be run, or `null`. */
export function patternProblem(text: string): { message: string; expected: string } | null {
  const parsed = parsePattern(text);
  if (!parsed.ok) return { message: parsed.message, expected: parsed.expected };
  const isLarge = sizeOf(parsed.pattern) > INSTRUCTIONS_MAX;
  return isLarge
    ? {
        message: "The pattern is too large.",
        expected: `at most ${INSTRUCTIONS_MAX} steps, counted repeats written out`,
      }
    : null;
}

/**
 * A function that says whether a text holds a match anywhere, as RE2 does, in time linear in the text: all ways to
 * match are followed at once, so no pattern can make it slow. Source: K. Thompson, "Regular Expression Search
 * Algorithm", 1968. A text that is no pattern matches nothing; checked expressions hold none.
 */
export function patternMatcher(text: string): (subject: string) => boolean {
  const parsed = parsePattern(text);
  if (!parsed.ok) return () => false;
  const program: Instruction[] = [];
  emit(parsed.pattern, program);
  program.push({ do: "match" });
  return (subject) =>
    run(
      program,
      [...subject].map((letter) => letter.codePointAt(0) ?? 0),
    );
}

function run(program: readonly Instruction[], letters: readonly number[]): boolean {
  let current: number[] = [];
  for (let at = 0; at <= letters.length; at++) {
    const seen = new Set<number>();
    const open = [0, ...current].reverse();
    const takers: number[] = [];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (seen.has(place)) continue;
      seen.add(place);
      const step = program[place];
      if (!step || step.do === "match") return true;
      if (step.do === "take") takers.push(place);
      else if (step.do === "fork") open.push(...step.to);
      else if (step.do === "start" ? at === 0 : at === letters.length) open.push(place + 1);
    }
    const letter = letters[at];
    if (letter === undefined) return false;
    current = takers.filter((place) => takes(program[place], letter)).map((place) => place + 1);
  }
  return false;
}

function takes(step: Instruction | undefined, letter: number): boolean {
  return step?.do === "take" && step.ranges.some(([first, last]) => letter >= first && letter <= last);
}

function emit(pattern: Pattern, program: Instruction[]) {
  switch (pattern.kind) {
    case "letters":
      program.push({ do: "take", ranges: pattern.ranges });
      break;
    case "start":
    case "end":
      program.push({ do: pattern.kind });
      break;
    case "sequence":
      for (const part of pattern.parts) emit(part, program);
      break;
    case "choice": {
      const fork = { do: "fork" as const, to: [] as number[] };
      const exits: { to: number[] }[] = [];
      program.push(fork);
      for (const part of pattern.parts) {
        fork.to.push(program.length);
        emit(part, program);
        const exit = { do: "fork" as const, to: [] as number[] };
        program.push(exit);
        exits.push(exit);
      }
      for (const exit of exits) exit.to.push(program.length);
      break;
    }
    case "repeat":
      emitRepeat(pattern, program);
  }
}

function emitRepeat({ of, min, max }: Extract<Pattern, { kind: "repeat" }>, program: Instruction[]) {
  for (let i = 0; i < min; i++) emit(of, program);
  if (max === null) {
    const loop = program.length;
    const fork = { do: "fork" as const, to: [loop + 1] };
    program.push(fork);
    emit(of, program);
    program.push({ do: "fork", to: [loop] });
    fork.to.push(program.length);
    return;
  }
  const skips: { to: number[] }[] = [];
  for (let i = min; i < max; i++) {
    const skip = { do: "fork" as const, to: [program.length + 1] };
    program.push(skip);
    skips.push(skip);
    emit(of, program);
  }
  for (const skip of skips) skip.to.push(program.length);
}

function sizeOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case "sequence":
      return pattern.parts.reduce((sum, part) => sum + sizeOf(part), 0);
    case "choice":
      return pattern.parts.reduce((sum, part) => sum + sizeOf(part) + 1, 1);
    case "repeat":
      return (sizeOf(pattern.of) + 1) * Math.max(1, pattern.max ?? pattern.min + 1);
    default:
      return 1;
  }
}
