/** A tag: a word has a key and no value; `domain: operations` has both. */
export interface Tag {
  key: string;
  /** "" for a word. */
  value: string;
}

const PATTERN = /^([A-Za-z0-9][A-Za-z0-9_./-]{0,62})(?:\s*:\s*(\S(?:[^\p{Cc}]{0,118}\S)?))?$/u;

/** @returns the parts of a tag as written in definitions (`delay`, `domain: operations`), or `null` when the text is none. */
export function parseTag(text: string): Tag | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const [, key = "", value = ""] = match;
  return { key, value };
}

/** @returns the canonical spelling: `key` or `key: value`. */
export function formatTag(tag: Tag): string {
  return tag.value === "" ? tag.key : `${tag.key}: ${tag.value}`;
}
