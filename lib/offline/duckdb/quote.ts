import "server-only";

/**
 * The one place where a name becomes part of SQL text (S10).
 *
 * @throws Error for a NUL, which no identifier can hold; callers refuse such names long before.
 */
export function quoteName(name: string): string {
  if (name === "" || name.includes("\0")) throw new Error("not an identifier");
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text as a SQL literal, for the few places that take no bound value: table function arguments and settings. */
export function quoteText(text: string): string {
  if (text.includes("\0")) throw new Error("NUL in a text literal");
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteTexts(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(", ")}]`;
}
