const LENGTH_MAX = 300;
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/\S+/gi;
const HIDDEN = "[address]";

/**
 * What a receiver answered, fit to be kept and shown: one line of at most 300 characters, without any web address.
 * A mail server that refuses a message may quote it, and with it the link that is a secret.
 *
 * @param text may hold line breaks and other control characters, and may be empty.
 * @param url the link of the message; `null` = none. Its query is removed wherever it stands, whole or as values.
 * @returns never empty.
 */
export function plainReason(text: string, url: string | null): string {
  const secrets = queryValues(url ?? "");
  const line = secrets
    .reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text.replace(ADDRESS, HIDDEN))
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  if (line === "") return "No reason was given.";
  return line.length <= LENGTH_MAX ? line : `${line.slice(0, LENGTH_MAX - 2)} …`;
}

function queryValues(url: string): string[] {
  const pairs = url.split(/[?&]/).slice(1);
  return pairs.map((pair) => pair.replace(/^[^=]*=/, "")).filter(Boolean);
}
