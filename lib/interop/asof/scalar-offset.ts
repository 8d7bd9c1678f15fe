import type { Scalar } from "yaml";

/**
 * The place in a YAML file of one character of a text value, as offset from the start of the file: past the quote,
 * past escapes, folded lines and the indentation of blocks.
 *
 * @param at offset in the value; its length stands for its end.
 * @returns `null` when the two texts cannot be brought into line.
 */
export function scalarOffset(file: string, node: Scalar, at: number): number | null {
  const { value, range, type } = node;
  if (typeof value !== "string" || !range) return null;
  const [start, end] = range;
  const isQuoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
  const isBlock = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED";
  let offset = isBlock ? file.indexOf("\n", start) + 1 : start + (isQuoted ? 1 : 0);
  if (isBlock) offset = skipBlanks(file, offset, end);
  for (let index = 0; index < at; index++) {
    const step = stepOver(file, offset, end, value.charAt(index), type);
    if (step === null) return null;
    offset = step;
  }
  // The end of the value may stand before white space that does not belong to it.
  return Math.min(at < value.length ? skipTo(file, offset, end, value.charAt(at)) : offset, end);
}

/** The offset after what stands for one character of the value. */
function stepOver(
  file: string,
  start: number,
  end: number,
  letter: string,
  type: Scalar["type"],
): number | null {
  const offset = skipTo(file, start, end, letter);
  const found = file.charAt(offset);
  if (type === "QUOTE_DOUBLE" && found === "\\") return offset + escapeLength(file, offset);
  if (type === "QUOTE_SINGLE" && letter === "'") return offset + 2;
  if (found === letter) return offset + 1;
  // A line break and the indentation after it may stand for one space.
  if (/\s/.test(letter) && /\s/.test(found)) return skipBlanks(file, offset, end);
  return null;
}

/** Blanks at the start of a line belong to the file, not to the value, unless the value has one there. */
function skipTo(file: string, offset: number, end: number, letter: string): number {
  const isAfterBreak = file.charAt(offset - 1) === "\n";
  return isAfterBreak && !/\s/.test(letter) ? skipBlanks(file, offset, end) : offset;
}

function skipBlanks(file: string, start: number, end: number): number {
  let offset = start;
  while (offset < end && /\s/.test(file.charAt(offset))) offset++;
  return offset;
}

/** `\n` has two characters, `\x41` four, `\u0041` six, `\U00000041` ten. */
function escapeLength(file: string, offset: number): number {
  return { x: 4, u: 6, U: 10 }[file.charAt(offset + 1)] ?? 2;
}
