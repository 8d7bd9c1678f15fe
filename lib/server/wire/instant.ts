import "server-only";

/** RFC 3339 in UTC with microseconds. Change times are whole milliseconds, so nothing is made up. */
export function instantText(at: Date): string {
  return at.toISOString().replace(/\.(\d{3})Z$/, ".$1000Z");
}

export function instantOrNull(at: Date | null): string | null {
  return at === null ? null : instantText(at);
}
