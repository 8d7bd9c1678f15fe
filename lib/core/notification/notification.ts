/**
 * One message to one recipient: plain data in words, without markup, so that every medium (mail, chat, pager,
 * webhook) makes of it what it can. No text holds control characters; none is empty.
 */
export interface Notification {
  /** UUID of its outbox event: the same in every try, so that a receiver can tell a duplicate. */
  id: string;
  /** Whom it reaches, as the medium addresses them: for mail one e-mail address in lower case. */
  recipient: string;
  /** One line: a mail's subject, a chat message's first line, a page's summary. */
  title: string;
  /** What there is to say, one paragraph each. At least one. */
  paragraphs: readonly string[];
  /** The one thing to open; `null` = nothing. `url` is absolute, http or https, and may be a secret. */
  link: { label: string; url: string } | null;
  /** What may be skipped, below the link, one paragraph each. May be empty. */
  notes: readonly string[];
}

/**
 * How one try ended. `failed`: it may well work later (unreachable, busy, not signed in). `refused`: the receiver said
 * no to this very message or recipient. `reason` is for the people who run Asof; one line, never empty.
 */
export type DeliveryResult = { outcome: "delivered" } | { outcome: "failed" | "refused"; reason: string };
