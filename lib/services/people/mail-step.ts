import "server-only";
import type { Person } from "@/lib/core/access/person";
import type { MailedPurpose } from "@/lib/core/notification/link-notification";
import type { Change } from "@/lib/store/change";
import { insertOutboxEvent } from "@/lib/store/outbox";
import { sealLinkPayload } from "@/lib/store/outbox-payload";
import type { ServiceContext } from "../context";
import type { ShownLink } from "./link-step";

interface LinkMail {
  purpose: MailedPurpose;
  link: ShownLink;
  person: Pick<Person, "id" | "name" | "email">;
  /** Name of the admin who made the link; `null` = somebody who typed the address on the sign-in page. */
  madeBy: string | null;
}

/**
 * Queues a mail with the link, in the transaction that makes it. The event keeps the link sealed until it has ended.
 *
 * @returns the address it will go to; `null` without a mail server, and then nothing is written.
 */
export async function queueLinkMail(
  ctx: ServiceContext,
  tx: Change,
  { purpose, link, person, madeBy }: LinkMail,
): Promise<string | null> {
  if (ctx.mail === null) return null;
  const { publicUrl: site } = ctx.mail;
  const { name, email } = person;
  const { id: linkId, path, expiresAt } = link;
  const id = tx.newId();
  const payload = { linkId, name, email, site, url: `${site}${path}`, expiresAt, madeBy };
  await insertOutboxEvent(tx.db, {
    id,
    type: purpose,
    targetId: person.id,
    payload: sealLinkPayload(ctx.sealingSecret, id, payload),
    createdAt: tx.at,
  });
  return email;
}
