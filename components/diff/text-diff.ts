/** A stretch of text that both sides share, or that only one has. */
export interface DiffPart {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Above this many token pairs the comparison gives up on detail: it would cost more than a reader gains. */
const CELLS_MAX = 1_000_000;

/** Words of two descriptions compared; white space belongs to the word before it. */
export function diffWords(from: string, to: string): DiffPart[] {
  return diffTokens(from.match(/\S+\s*|\s+/g) ?? [], to.match(/\S+\s*|\s+/g) ?? [], (token) => token.trim());
}

/** Tokens of two pieces of SQL or Python compared; differences in white space alone do not count. */
export function diffCode(from: string, to: string): DiffPart[] {
  const pattern = /(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\w+|[^\s\w])\s*|\s+/g;
  return diffTokens(from.match(pattern) ?? [], to.match(pattern) ?? [], (token) => token.trim());
}

/**
 * Longest common subsequence by tokens. Joined without the added parts it is `from`, without the removed ones `to`,
 * except that shared tokens keep the white space of `to`. Texts too long to compare are one removed and one added part.
 */
function diffTokens(
  from: readonly string[],
  to: readonly string[],
  key: (token: string) => string,
): DiffPart[] {
  const a = from.map(key);
  const b = to.map(key);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end++;

  const parts: DiffPart[] = [];
  pushAll(parts, "same", to.slice(0, start));
  const oldMiddle = from.slice(start, from.length - end);
  const newMiddle = to.slice(start, to.length - end);
  if (oldMiddle.length * newMiddle.length > CELLS_MAX) {
    pushAll(parts, "removed", oldMiddle);
    pushAll(parts, "added", newMiddle);
  } else {
    walk(parts, oldMiddle, newMiddle, a.slice(start, a.length - end), b.slice(start, b.length - end));
  }
  pushAll(parts, "same", to.slice(to.length - end));
  return parts;
}

function walk(
  parts: DiffPart[],
  from: readonly string[],
  to: readonly string[],
  a: readonly string[],
  b: readonly string[],
) {
  const width = b.length + 1;
  // lengths[i * width + j]: the longest common subsequence of a from i and b from j.
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pushAll(parts, "same", [to[j] ?? ""]);
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      pushAll(parts, "removed", [from[i] ?? ""]);
      i++;
    } else {
      pushAll(parts, "added", [to[j] ?? ""]);
      j++;
    }
  }
}

function pushAll(parts: DiffPart[], kind: DiffPart["kind"], tokens: readonly string[]) {
  const text = tokens.join("");
  if (text === "") return;
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}
