import type { ValueType } from "../model/value-type";
import { md5 } from "./md5";
import { bigintOf, type Implementation } from "./number-operations";
import { decimalText } from "./value";

/** Letters whose case changes, in order: those of the Latin, Greek and Cyrillic blocks that come in pairs. */
export const LETTER_PAIRS = letterPairs();
/** Characters that `trim` takes away. */
export const BLANKS = " \t\n\r\f\v";
/** Hexadecimal digits of a hash that count: 60 bits, so that it is a whole number of int64. */
export const HASH_DIGITS = 15;

const TO_LOWER = new Map(
  [...LETTER_PAIRS.upper].map((letter, i) => [letter, [...LETTER_PAIRS.lower][i] ?? letter]),
);
const TO_UPPER = new Map(
  [...LETTER_PAIRS.lower].map((letter, i) => [letter, [...LETTER_PAIRS.upper][i] ?? letter]),
);

/** By name, given the type of the first argument. */
export const TEXT_OPERATIONS = {
  length:
    (): Implementation =>
    ([text]) =>
      BigInt([...String(text)].length),
  lower:
    (): Implementation =>
    ([text]) =>
      replaced(String(text), TO_LOWER),
  upper:
    (): Implementation =>
    ([text]) =>
      replaced(String(text), TO_UPPER),
  trim:
    (): Implementation =>
    ([text]) =>
      trimmed(String(text)),
  concat: (): Implementation => (parts) => parts.join(""),
  starts_with:
    (): Implementation =>
    ([text, part]) =>
      String(text).startsWith(String(part)),
  ends_with:
    (): Implementation =>
    ([text, part]) =>
      String(text).endsWith(String(part)),
  contains:
    (): Implementation =>
    ([text, part]) =>
      String(text).includes(String(part)),
  escape:
    (): Implementation =>
    ([text]) =>
      String(text).replaceAll("\\", "\\\\").replaceAll("|", "\\|"),
  to_text: (from: ValueType): Implementation =>
    from.kind === "decimal"
      ? ([value]) => decimalText(bigintOf(value), from.scale)
      : ([value]) => String(value),
  hash:
    (): Implementation =>
    ([text]) =>
      BigInt(`0x${md5(String(text)).slice(0, HASH_DIGITS)}`),
} as const;

function replaced(text: string, letters: ReadonlyMap<string, string>): string {
  return [...text].map((letter) => letters.get(letter) ?? letter).join("");
}

function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && BLANKS.includes(text.charAt(start))) start++;
  while (end > start && BLANKS.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/**
 * A fixed table, because libraries disagree about rare letters and change with every version of Unicode: pairs of one
 * code point each, in blocks that have not changed for years. ß, ı, ς and others without a partner stay as they are.
 */
function letterPairs(): { lower: string; upper: string } {
  const blocks = [
    [0x41, 0x5a],
    [0xc0, 0x17f],
    [0x370, 0x3ff],
    [0x400, 0x52f],
  ] as const;
  const pairs: [string, string][] = [];
  for (const [first, last] of blocks) {
    for (let code = first; code <= last; code++) {
      const upper = String.fromCodePoint(code);
      const lower = upper.toLowerCase();
      if (lower !== upper && [...lower].length === 1 && lower.toUpperCase() === upper)
        pairs.push([lower, upper]);
    }
  }
  return { lower: pairs.map(([lower]) => lower).join(""), upper: pairs.map(([, upper]) => upper).join("") };
}
