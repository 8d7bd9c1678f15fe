/** A link that is shown once. */
export interface SecretLink {
  url: string;
  /** RFC 3339. */
  expiresAt: string;
  /** The address that a mail with the link was queued for; `null` = no mail server is configured. */
  mailedTo: string | null;
}

/** What the admin who made the link should know. */
export function linkNote({ mailedTo }: SecretLink): string {
  const sent =
    mailedTo === null
      ? "No mail server is configured; hand over this link yourself."
      : `A mail to ${mailedTo} was queued; you may also hand over this link yourself.`;
  return `${sent} It is shown this once and works once. A new one ends it.`;
}
