const LENGTH_MAX = 2000;

/**
 * Where to go after signing in, from the `next` of an address that anybody may have written.
 *
 * @returns a path of this site (`/…`, with its query), or `/` for everything else: other hosts, `//host`,
 * backslashes, control characters, and the sign-in page itself.
 */
export function safeNextPath(next: unknown): string {
  if (typeof next !== "string" || next.length > LENGTH_MAX) return "/";
  if (!/^\/(?![/\\])/.test(next) || /[\p{Cc}\\]/u.test(next)) return "/";
  return /^\/sign-in(?![\w-])/.test(next) ? "/" : next;
}
