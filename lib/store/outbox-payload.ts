import "server-only";
import { z } from "zod";
import { seal, unseal } from "./seal";

/** What a message with a one-time link is written from. */
const LinkPayload = z.object({
  linkId: z.uuid(),
  name: z.string(),
  email: z.string(),
  site: z.string(),
  url: z.string(),
  expiresAt: z.iso.datetime().transform((text) => new Date(text)),
  madeBy: z.string().nullable(),
});
export type LinkPayload = z.output<typeof LinkPayload>;

/** @param eventId the row that will hold it: it opens there alone. */
export function sealLinkPayload(secret: string, eventId: string, payload: LinkPayload): string {
  return seal(secret, eventId, JSON.stringify(payload));
}

/** @returns `null` when it was sealed under another secret, for another event, or by a release that wrote other fields. */
export function openLinkPayload(secret: string, eventId: string, sealed: string): LinkPayload | null {
  const text = unseal(secret, eventId, sealed);
  if (text === null) return null;
  const parsed = LinkPayload.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}
