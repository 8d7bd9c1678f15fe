import "server-only";

const HIDDEN = "[redacted]";
const SECRET_KEY =
  "[\\w-]*(?:authorization|cookie|password|passwd|secret|token|api[_-]?key|database_?url|redis_?url|smtp_?url)[\\w-]*";

const RULES: readonly (readonly [RegExp, string])[] = [
  // JSON members whose name says that the value is secret, at any depth. A count or an id beside them stays.
  [new RegExp(`("${SECRET_KEY}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, "gi"), `$1"${HIDDEN}"`],
  [new RegExp(`("${SECRET_KEY}"\\s*:\\s*)\\[[^\\]]*\\]`, "gi"), `$1"${HIDDEN}"`],
  // What may stand inside a message, an address or a stack.
  [/asof_[0-9a-f]{12}_[\w-]+/g, HIDDEN],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:@/"]*):[^\s@"]+@/gi, `$1:${HIDDEN}@`],
  [/((?:__Host-)?asof_session=)[^;\s"]+/g, `$1${HIDDEN}`],
  [/([?&](?:token|password|secret)=)[^&\s"]+/gi, `$1${HIDDEN}`],
];

/** A log line without secrets: whole values of secret fields, and tokens, cookies and passwords in any text. */
export function redact(line: string): string {
  return RULES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
