import type { LinkPurpose } from "../access/person";
import type { Notification } from "./notification";

/** The one-time links that are sent; the one for the first admin is printed at the start. */
export type MailedPurpose = Exclude<LinkPurpose, "setup">;

/** What a message with a one-time link is written from. */
export interface LinkMessage {
  purpose: MailedPurpose;
  /** Whom the link is for. */
  name: string;
  /** Lower case. */
  email: string;
  /** The address of this Asof, without a trailing slash. */
  site: string;
  /** Absolute, below `site`; opens the account, so a secret until used. */
  url: string;
  /** UTC. */
  expiresAt: Date;
  /** Name of the admin who made the link; `null` = somebody who typed the address on the sign-in page. */
  madeBy: string | null;
}

/** @returns the words of the message. Pure: the same message gives the same words in every try. */
export function linkNotification(id: string, message: LinkMessage): Notification {
  const { purpose, name, email, url, expiresAt } = message;
  const until = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const words = purpose === "invitation" ? invitation(message) : passwordReset(message);
  return {
    id,
    recipient: email,
    title: words.title,
    paragraphs: [`Hello ${name},`, words.paragraph],
    link: { label: words.label, url },
    notes: [
      `The link works once, until ${until}. Whoever has it can set your password: do not pass it on.`,
      words.note,
    ],
  };
}

interface Words {
  title: string;
  paragraph: string;
  label: string;
  note: string;
}

function invitation({ email, site, madeBy }: LinkMessage): Words {
  return {
    title: "Your invitation to Asof",
    paragraph: `${madeBy ?? "An admin"} invited you to Asof, the feature registry at ${site}. Choose a password to sign in as ${email}.`,
    label: "Accept the invitation",
    note: "If you did not expect this, ignore it.",
  };
}

function passwordReset({ email, site, madeBy }: LinkMessage): Words {
  const asked = madeBy === null ? "Somebody, most likely you, asked" : `${madeBy} made a link`;
  return {
    title: "Set a new password for Asof",
    paragraph: `${asked} to set a new password for ${email} at ${site}. Until the link is used, the present password goes on working.`,
    label: "Set a new password",
    note: "If you did not ask for this, ignore it: nothing has changed.",
  };
}
