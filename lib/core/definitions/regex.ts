/**
 * Why a regular expression cannot run on RE2 (the engine of DuckDB, linear in the length of the text): look-around
 * and back-references, unbalanced brackets, a lone backslash at the end. It is read here, never run.
 *
 * @returns what is wrong in one sentence, or `null`. Source: the RE2 syntax page of google/re2.
 */
export function regexProblem(pattern: string): string | null {
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") {
      const next = pattern[at + 1];
      if (next === undefined) return "A backslash ends the pattern.";
      if (/[1-9]/.test(next) || next === "k") return "Back-references are not supported.";
      at++;
    } else if (char === "[") {
      const end = classEnd(pattern, at);
      if (end < 0) return "A [ is never closed.";
      at = end;
    } else if (char === "(") {
      if (/^\(\?<?[=!]/.test(pattern.slice(at, at + 4)))
        return "Look-ahead and look-behind are not supported.";
      depth++;
    } else if (char === ")" && --depth < 0) return "A ) closes nothing.";
    else if (/[*+?]/.test(char ?? "") && at === 0) return `${char} repeats nothing.`;
  }
  return depth > 0 ? "A ( is never closed." : null;
}

/** The offset of the `]` that closes a character class; -1 if there is none. A `]` that comes first is a member. */
function classEnd(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === "^") at++;
  if (pattern[at] === "]") at++;
  for (; at < pattern.length; at++) {
    if (pattern[at] === "\\") at++;
    else if (pattern.startsWith("[:", at)) {
      const end = pattern.indexOf(":]", at);
      if (end > 0) at = end + 1;
    } else if (pattern[at] === "]") return at;
  }
  return -1;
}
