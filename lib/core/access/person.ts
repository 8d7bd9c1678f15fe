/**
 * A person as the rest of Asof sees them. Times are UTC.
 * `isDemo` marks the people of the demo project: they sign in without a password, in demo mode only.
 */
export interface Person {
  id: string;
  name: string;
  /** Lower case. */
  email: string;
  isAdmin: boolean;
  isDemo: boolean;
  /** `null` = not disabled. */
  disabledAt: Date | null;
  createdAt: Date;
}

/** How far a person has come: invited (no password yet), active, or disabled. */
export type PersonStatus = "invited" | "active" | "disabled";

/** @returns the status; a demo person needs no password to be active. */
export function statusOfPerson(
  person: Pick<Person, "disabledAt" | "isDemo">,
  hasPassword: boolean,
): PersonStatus {
  if (person.disabledAt !== null) return "disabled";
  return hasPassword || person.isDemo ? "active" : "invited";
}

/** Who put a team member there, and so who alone may change it: a page, or the files of one project. */
export type MembershipOrigin = { kind: "page" } | { kind: "file"; projectId: string };

/** @returns the origin as it is stored: `page` or `file:<project id>`. */
export function formatOrigin(origin: MembershipOrigin): string {
  return origin.kind === "page" ? "page" : `file:${origin.projectId}`;
}

/** @throws Error on a text that {@link formatOrigin} never writes. */
export function parseOrigin(text: string): MembershipOrigin {
  if (text === "page") return { kind: "page" };
  if (text.startsWith("file:")) return { kind: "file", projectId: text.slice("file:".length) };
  throw new Error(`unknown membership origin ${text}`);
}

/** How an API token stands at a moment: a revoked one stays revoked whatever its expiry. */
export type TokenStatus = "active" | "expired" | "revoked";

/** @returns the status at `now`; a token is expired from `expiresAt` on. */
export function statusOfToken(token: { expiresAt: Date; revokedAt: Date | null }, now: Date): TokenStatus {
  if (token.revokedAt !== null) return "revoked";
  return token.expiresAt <= now ? "expired" : "active";
}

/** What a one-time link is for: making the first admin, accepting an invitation, setting a new password. */
export type LinkPurpose = "setup" | "invitation" | "password_reset";

/** How long a session lasts, whatever happens in it. */
export const SESSION_DAYS = 14;

/** How long a one-time link can be used. */
export const LINK_HOURS: Readonly<Record<LinkPurpose, number>> = {
  setup: 24,
  invitation: 7 * 24,
  password_reset: 24,
};

/** Bounds of a password, in UTF-16 code units; the upper one bounds the work of hashing it. */
export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 256;

/** How long an API token works when nobody says otherwise, and at most. */
export const TOKEN_DAYS_DEFAULT = 90;
export const TOKEN_DAYS_MAX = 365;

/** How long a rotated token goes on beside the new one when nobody says otherwise. */
export const OVERLAP_HOURS_DEFAULT = 24;
