/** Code points from … to, both included, in order and apart from each other. */
export type Ranges = readonly (readonly [number, number])[];

/** A regular expression of the common subset of RE2, JavaScript and Python that means the same everywhere. */
export type Pattern =
  | { kind: "letters"; ranges: Ranges }
  | { kind: "start" }
  | { kind: "end" }
  | { kind: "sequence"; parts: Pattern[] }
  | { kind: "choice"; parts: Pattern[] }
  /** `max: null` = without end. */
  | { kind: "repeat"; of: Pattern; min: number; max: number | null };

type Parsed = { ok: true; pattern: Pattern } | { ok: false; message: string; expected: string };

const LAST = 0x10ffff;
const REPEAT_MAX = 100;
const DEPTH_MAX = 20;
const DIGITS: Ranges = [[0x30, 0x39]];
const WORD: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const SPACES: Ranges = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const NAMED: Readonly<Record<string, Ranges>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: SPACES,
  S: complement(SPACES),
  n: [[0x0a, 0x0a]],
  r: [[0x0d, 0x0d]],
  t: [[0x09, 0x09]],
};
const NOT_NEWLINE = complement([[0x0a, 0x0a]]);

class Refusal extends Error {
  constructor(
    readonly said: string,
    readonly expected: string,
  ) {
    super(said);
  }
}

/**
 * Reads a pattern: letters, `.` (all but a newline), classes `[a-z]` and `[^…]`, `\d \w \s` (ASCII) and their
 * opposites, `\n \r \t`, escaped punctuation, `^` and `$` (the ends of the text), groups, `|`, `* + ? {n} {n,} {n,m}`.
 */
export function parsePattern(text: string): Parsed {
  const reader = new Reader([...text]);
  try {
    const pattern = reader.choice(0);
    if (!reader.isAtEnd) throw new Refusal("A ) closes nothing.", "\\) for the character itself");
    return { ok: true, pattern };
  } catch (reason) {
    if (reason instanceof Refusal) return { ok: false, message: reason.said, expected: reason.expected };
    throw reason;
  }
}

/** The pattern in RE2's spelling; every letter is written so that it means only itself. */
export function re2Text(pattern: Pattern): string {
  switch (pattern.kind) {
    case "letters":
      return `[${pattern.ranges.map(([first, last]) => `${re2Letter(first)}-${re2Letter(last)}`).join("")}]`;
    case "start":
      return "\\A";
    case "end":
      return "\\z";
    case "sequence":
      return pattern.parts.map(re2Text).join("");
    case "choice":
      return `(?:${pattern.parts.map(re2Text).join("|")})`;
    case "repeat":
      return `(?:${re2Text(pattern.of)}){${pattern.min},${pattern.max ?? ""}}`;
  }
}

function re2Letter(code: number): string {
  return `\\x{${code.toString(16)}}`;
}

class Reader {
  #at = 0;

  constructor(private readonly letters: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.#at >= this.letters.length;
  }

  choice(depth: number): Pattern {
    if (depth > DEPTH_MAX)
      throw new Refusal("The groups are nested too deeply.", `at most ${DEPTH_MAX} levels`);
    const parts = [this.#sequence(depth)];
    while (this.#take("|")) parts.push(this.#sequence(depth));
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: "choice", parts };
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    while (!this.isAtEnd && this.#next !== "|" && this.#next !== ")") parts.push(this.#repeated(depth));
    return { kind: "sequence", parts };
  }

  get #next(): string {
    return this.letters[this.#at] ?? "";
  }

  #take(letter: string): boolean {
    const isNext = this.#next === letter;
    if (isNext) this.#at++;
    return isNext;
  }

  #repeated(depth: number): Pattern {
    const first = this.#next;
    const of = this.#atom(depth);
    const times = this.#times();
    if (times === null) return of;
    if (of.kind === "start" || of.kind === "end")
      throw new Refusal(`${first} cannot be repeated.`, "a letter, a class or a group before it");
    if (/[*+?{]/.test(this.#next))
      throw new Refusal("Two repeats stand together.", "one of * + ? {n,m}, or a group between them");
    return { kind: "repeat", of, ...times };
  }

  #times(): { min: number; max: number | null } | null {
    if (this.#take("*")) return { min: 0, max: null };
    if (this.#take("+")) return { min: 1, max: null };
    if (this.#take("?")) return { min: 0, max: 1 };
    if (!this.#take("{")) return null;
    const counts = /^(\d{1,3})(,(\d{1,3})?)?\}/.exec(this.letters.slice(this.#at, this.#at + 8).join(""));
    if (!counts)
      throw new Refusal("A { begins no count.", "{n}, {n,} or {n,m}; \\{ for the character itself");
    const [whole, low = "", comma, high] = counts;
    this.#at += whole.length;
    const min = Number(low);
    const max = comma === undefined ? min : high === undefined ? null : Number(high);
    if (min > REPEAT_MAX || (max ?? 0) > REPEAT_MAX || (max !== null && max < min))
      throw new Refusal(`{${whole} is no count.`, `counts up to ${REPEAT_MAX}, the smaller one first`);
    return { min, max };
  }

  #atom(depth: number): Pattern {
    const letter = this.#next;
    this.#at++;
    if (letter === "(") return this.#group(depth);
    if (letter === "[") return { kind: "letters", ranges: this.#class() };
    if (letter === ".") return { kind: "letters", ranges: NOT_NEWLINE };
    if (letter === "^") return { kind: "start" };
    if (letter === "$") return { kind: "end" };
    if (letter === "\\") return { kind: "letters", ranges: this.#escape() };
    if (/[*+?{]/.test(letter))
      throw new Refusal(`${letter} repeats nothing.`, `\\${letter} for the character itself`);
    if (/[\]}]/.test(letter))
      throw new Refusal(`${letter} closes nothing.`, `\\${letter} for the character itself`);
    return { kind: "letters", ranges: [rangeOf(letter)] };
  }

  #group(depth: number): Pattern {
    if (this.#next === "?") {
      this.#at++;
      if (!this.#take(":"))
        throw new Refusal("Only ( and (?: open a group.", "no flags, names or look-around");
    }
    const inner = this.choice(depth + 1);
    if (!this.#take(")")) throw new Refusal("A ( is never closed.", ")");
    return inner;
  }

  #escape(): Ranges {
    const letter = this.#next;
    this.#at++;
    const named = Object.hasOwn(NAMED, letter) ? NAMED[letter] : undefined;
    if (named) return named;
    if (/^[!-/:-@[-`{-~]$/.test(letter)) return [rangeOf(letter)];
    throw new Refusal(
      `\\${letter} has no meaning here.`,
      "\\d \\w \\s \\D \\W \\S \\n \\r \\t or escaped punctuation",
    );
  }

  #class(): Ranges {
    const isNegated = this.#take("^");
    const ranges: (readonly [number, number])[] = [];
    while (!this.#take("]")) {
      if (this.isAtEnd) throw new Refusal("A [ is never closed.", "]");
      if (this.#next === "[") throw new Refusal("A [ stands in a class.", "\\[ for the character itself");
      ranges.push(...this.#member());
    }
    if (ranges.length === 0) throw new Refusal("This class is empty.", "one character at least");
    const joined = merged(ranges);
    const result = isNegated ? complement(joined) : joined;
    if (result.length === 0) throw new Refusal("This class takes no character.", "one character at least");
    return result;
  }

  #member(): Ranges {
    const first = this.#classLetter();
    const [from] = first;
    if (this.#next !== "-" || this.letters[this.#at + 1] === "]") return first;
    this.#at++;
    const [to] = this.#classLetter();
    const isRange =
      first.length === 1 && from && to && from[0] === from[1] && to[0] === to[1] && from[0] <= to[0];
    if (!isRange) throw new Refusal("This range has no order.", "a-z: two characters, the lower one first");
    return [[from[0], to[0]]];
  }

  #classLetter(): Ranges {
    const letter = this.#next;
    this.#at++;
    return letter === "\\" ? this.#escape() : [rangeOf(letter)];
  }
}

function rangeOf(letter: string): readonly [number, number] {
  const code = letter.codePointAt(0) ?? 0;
  return [code, code];
}

function merged(ranges: readonly (readonly [number, number])[]): Ranges {
  const result: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = result.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}

function complement(ranges: Ranges): Ranges {
  const result: [number, number][] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) result.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST) result.push([next, LAST]);
  return result;
}
