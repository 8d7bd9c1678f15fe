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
  let offset = isBlock ? skipBlanks(file, file.indexOf("\n", start) + 1, end) : start + (isQuoted ? 1 : 0);
  const text = { file, end, type, indent: isBlock ? offset - file.lastIndexOf("\n", offset) - 1 : 0 };
  for (let index = 0; index < at; index++) {
    const step = stepOver(text, offset, value.charAt(index));
    if (step === null) return null;
    offset = step;
  }
  // The end of the value may stand before white space that does not belong to it.
  return Math.min(at < value.length ? skipTo(text, offset, value.charAt(at)) : offset, end);
}

interface ScalarText {
  file: string;
  /** Offset of the value's end. */
  end: number;
  type: Scalar["type"];
  /** Blanks at the start of each line that are the file's, not the value's; only of blocks. */
  indent: number;
}

/** The offset after what stands for one character of the value. */
function stepOver(text: ScalarText, start: number, letter: string): number | null {
  const { file, end, type } = text;
  const offset = skipTo(text, start, letter);
  const found = file.charAt(offset);
  if (type === "QUOTE_DOUBLE" && found === "\\") return offset + escapeLength(file, offset);
  if (type === "QUOTE_SINGLE" && letter === "'") return offset + 2;
  if (found === letter) return offset + 1;
  // A line break and the indentation after it may stand for one space.
  if (/\s/.test(letter) && /\s/.test(found)) return skipBlanks(file, offset, end);
  return null;
}

/** Blanks at the start of a line belong to the file, not to the value, unless the value has some there, past its indentation. */
function skipTo({ file, end, indent }: ScalarText, offset: number, letter: string): number {
  if (file.charAt(offset - 1) !== "\n" || letter === "\n") return offset;
  return /\s/.test(letter) ? Math.min(offset + indent, end) : skipBlanks(file, offset, end);
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
